"""A client or a server of DTLS 1.2 on Mbed TLS that tells on its standard output what happens, one JSON object a line.

A client sends the lines of its standard input and ends with it. A server sends back what one client sends, and says
good-bye to one that sends "close". Its options are those of the peer in pion.
"""

import argparse
import json
import select
import socket
import sys
import time

from mbedtls import exceptions, pk, tls, x509

# How long a handshake may take, in seconds.
PATIENCE = 20
# After how long without a datagram the library's timers are looked at, in seconds.
PULSE = 0.1
LARGEST_DATAGRAM = 65536
# MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY, without its sign.
PEER_CLOSE_NOTIFY = 0x7880


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}, separators=(",", ":")), flush=True)


class Watch:
    """Looks at the datagrams of one association: the library tells no alerts, and no suite before the end."""

    def __init__(self):
        self.has_hello_verify = False

    def look(self, direction, datagram):
        """Goes through the records of a datagram (RFC 6347, 4.1)."""
        while len(datagram) >= 13:
            kind, epoch = datagram[0], datagram[3:5]
            end = 13 + int.from_bytes(datagram[11:13], "big")
            body, datagram = datagram[13:end], datagram[end:]
            if epoch != b"\0\0":
                continue
            if kind == 21 and len(body) == 2:
                tell("alert", direction=direction, level=body[0], description=body[1])
            if kind == 22 and body[:1] == b"\x03":
                self.has_hello_verify = True


class Wire:
    """A UDP socket with one peer: the one that is given, or the first that comes."""

    def __init__(self, bound, peer=None):
        self.socket = bound
        self.peer = peer
        self.watch = Watch()

    def receive(self, seconds):
        """The next datagram of the peer; None where none comes in the time."""
        if not select.select([self.socket], [], [], seconds)[0]:
            return None
        datagram, sender = self.socket.recvfrom(LARGEST_DATAGRAM)
        self.peer = self.peer or sender
        if sender != self.peer:
            return None
        self.watch.look("received", datagram)
        return datagram

    def flush(self, session):
        """Sends what the session has to send."""
        while waiting := session.peek_outgoing(LARGEST_DATAGRAM):
            session.consume_outgoing(len(waiting))
            self.watch.look("sent", waiting)
            self.socket.sendto(waiting, self.peer)


def shake_hands(session, wire):
    """Runs one handshake to its end; what it throws was told to the peer before."""
    end = time.monotonic() + PATIENCE
    while session._handshake_state is not tls.HandshakeStep.HANDSHAKE_OVER:
        try:
            session.do_handshake()
        except tls.WantWriteError:
            pass
        except tls.WantReadError:
            wire.flush(session)
            if datagram := wire.receive(PULSE):
                session.receive_from_network(datagram)
        finally:
            if wire.peer:
                wire.flush(session)
        if time.monotonic() > end:
            raise TimeoutError("no handshake in the time")


def accept(context, wire):
    """Shakes hands with a client, the second time with its cookie."""
    while True:
        session = context.wrap_buffers()
        session.receive_from_network(first_datagram(wire))
        session.setcookieparam(repr(wire.peer).encode())
        try:
            shake_hands(session, wire)
            return session
        except tls.HelloVerifyRequest:
            pass


def first_datagram(wire):
    while True:
        if datagram := wire.receive(PULSE):
            return datagram


def read(session):
    """What one datagram held; None where that was nothing, b"" for close_notify."""
    try:
        return session.read(LARGEST_DATAGRAM)
    except tls.WantReadError:
        return None
    except exceptions.TLSError as error:
        if error.err == PEER_CLOSE_NOTIFY:
            return b""
        raise


def converse(session, wire, is_server):
    """Tells what comes, and sends it back or sends the lines of the standard input, until one of both says good-bye."""
    sources = [wire.socket] if is_server else [wire.socket, sys.stdin]
    while True:
        ready = select.select(sources, [], [])[0]
        if sys.stdin in ready:
            line = sys.stdin.readline()
            if not line:
                return "us"
            session.write(line.rstrip("\n").encode())
        if wire.socket in ready and (datagram := wire.receive(0)):
            session.receive_from_network(datagram)
            data = read(session)
            if data == b"":
                return "peer"
            if data is not None:
                tell("received", text=data.decode())
                if is_server and data == b"close":
                    return "us"
                if is_server:
                    session.write(data)
        wire.flush(session)


def serve(options, context):
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.bind(("127.0.0.1", options.port))
    tell("ready", port=bound.getsockname()[1])
    wire = Wire(bound)
    return accept(context, wire), wire


def connect(options, context):
    wire = Wire(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), ("127.0.0.1", options.port))
    session = context.wrap_buffers(options.server_name)
    shake_hands(session, wire)
    return session, wire


def run(options):
    is_server = options.role == "server"
    context = (tls.ServerContext if is_server else tls.ClientContext)(configuration(options, is_server))
    session, wire = (serve if is_server else connect)(options, context)
    suite = session.cipher().replace("-", "_")
    tell("established", suite=suite, helloVerify=wire.watch.has_hello_verify)
    by = converse(session, wire, is_server)
    tell("closed", by=by)
    session.shutdown()
    wire.flush(session)


def configuration(options, is_server):
    fields = {
        "lowest_supported_version": tls.DTLSVersion.DTLSv1_2,
        "validate_certificates": not is_server or options.require_client_certificate,
    }
    if options.suites:
        fields["ciphers"] = [name.replace("_", "-") for name in options.suites.split(",")]
    if options.key:
        key = bytes.fromhex(options.key)
        fields["validate_certificates"] = False
        if is_server:
            fields["pre_shared_key_store"] = {options.identity: key}
        else:
            fields["pre_shared_key"] = (options.identity, key)
    if options.certificate:
        with open(options.certificate, encoding="ascii") as file:
            certificate = x509.CRT.from_PEM(file.read())
        fields["certificate_chain"] = ([certificate], private_key(options.private_key))
    if options.trust:
        fields["trust_store"] = tls.TrustStore.from_pem_file(options.trust)
    return tls.DTLSConfiguration(**fields)


def private_key(path):
    with open(path, encoding="ascii") as file:
        text = file.read()
    try:
        return pk.ECC.from_PEM(text)
    except (ValueError, exceptions.TLSError):
        return pk.RSA.from_PEM(text)


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("role", choices=["client", "server"])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--suites", default="")
    parser.add_argument("--identity", default="")
    parser.add_argument("--key", default="")
    parser.add_argument("--certificate", default="")
    parser.add_argument("--private-key", default="")
    parser.add_argument("--trust", default="")
    parser.add_argument("--server-name", default="localhost")
    parser.add_argument("--require-client-certificate", action="store_true")
    return parser.parse_args()


def main():
    options = parse()
    try:
        run(options)
    except Exception as error:  # pylint: disable=broad-except
        tell("failed", error=f"{type(error).__name__}: {error}")
    if options.role == "server":
        # The port stays taken until the standard input ends.
        sys.stdin.read()


if __name__ == "__main__":
    main()
