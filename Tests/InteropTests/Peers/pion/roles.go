package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"sync"

	"github.com/pion/dtls/v2"
)

// Sends the lines of the standard input and tells what comes back, until one of both ends.
func connect(given options, config *dtls.Config) error {
	raw, err := net.DialUDP("udp", nil, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: given.port})
	if err != nil {
		return err
	}
	wire := watched(raw)
	association, err := dtls.Client(wire, config)
	if err != nil {
		return err
	}
	tellEstablished(wire, association)
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			_, _ = association.Write(lines.Bytes())
		}
		tellClosed("us")
		_ = wire.leave(association)
		os.Exit(0)
	}()
	err = listen(association, func(string) error { return nil })
	if wire.isLeaving.Load() {
		// The other goroutine ends the program when the good-bye is on its way.
		select {}
	}
	return err
}

// Sends back what one client sends. The port stays taken until the standard input ends.
func serve(given options, config *dtls.Config) error {
	address := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: given.port}
	socket, err := net.ListenUDP("udp", address)
	if err != nil {
		return err
	}
	tell("ready", fields{"port": socket.LocalAddr().(*net.UDPAddr).Port})
	if err := serveOne(watched(&seat{UDPConn: socket}), config); err != nil {
		tell("failed", fields{"error": err.Error()})
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func serveOne(wire *watch, config *dtls.Config) error {
	association, err := dtls.Server(wire, config)
	if err != nil {
		return err
	}
	defer association.Close()
	tellEstablished(wire, association)
	return listen(association, func(text string) error {
		if text == "close" {
			tellClosed("us")
			return wire.leave(association)
		}
		_, err := association.Write([]byte(text))
		return err
	})
}

// A socket that serves whoever comes first, and nobody else.
type seat struct {
	*net.UDPConn
	peer *net.UDPAddr
}

func (seat *seat) Read(bytes []byte) (int, error) {
	for {
		count, from, err := seat.ReadFromUDP(bytes)
		if err == nil && seat.peer == nil {
			seat.peer = from
		}
		if err != nil || from.String() == seat.peer.String() {
			return count, err
		}
	}
}

func (seat *seat) Write(bytes []byte) (int, error) { return seat.WriteToUDP(bytes, seat.peer) }

func (seat *seat) RemoteAddr() net.Addr { return seat.peer }

// The port stays taken.
func (seat *seat) Close() error { return nil }

// Tells what comes and passes it on, until the peer says good-bye or we do.
func listen(association *dtls.Conn, take func(string) error) error {
	buffer := make([]byte, 65536)
	for {
		count, err := association.Read(buffer)
		switch {
		case errors.Is(err, dtls.ErrConnClosed):
			return nil
		case errors.Is(err, io.EOF):
			tellClosed("peer")
			return nil
		case err != nil:
			return err
		}
		text := string(buffer[:count])
		tell("received", fields{"text": text})
		if err := take(text); err != nil {
			return err
		}
	}
}

var closing sync.Once

// Tells who said good-bye first.
func tellClosed(by string) {
	closing.Do(func() { tell("closed", fields{"by": by}) })
}

func tellEstablished(wire *watch, association *dtls.Conn) {
	state := association.ConnectionState()
	suite := dtls.CipherSuiteID(wire.suite.Load())
	tell("established", fields{
		"suite":        suite.String(),
		"identity":     string(state.IdentityHint),
		"certificates": len(state.PeerCertificates),
		"helloVerify":  wire.hasHelloVerify.Load(),
	})
}
