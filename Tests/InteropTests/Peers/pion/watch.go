package main

import (
	"net"
	"sync/atomic"
)

// The wire of one association, which tells the alerts that pass in the clear: pion/dtls keeps to itself those that it sends.
type watch struct {
	net.Conn
	suite          atomic.Uint32
	hasHelloVerify atomic.Bool
}

func (wire *watch) Read(bytes []byte) (int, error) {
	count, err := wire.Conn.Read(bytes)
	wire.look("received", bytes[:count])
	return count, err
}

func (wire *watch) Write(bytes []byte) (int, error) {
	wire.look("sent", bytes)
	return wire.Conn.Write(bytes)
}

// Goes through the records of a datagram (RFC 6347, 4.1).
func (wire *watch) look(direction string, datagram []byte) {
	for len(datagram) >= 13 {
		length := int(datagram[11])<<8 | int(datagram[12])
		if len(datagram) < 13+length {
			return
		}
		if isInTheClear := datagram[3] == 0 && datagram[4] == 0; isInTheClear {
			wire.lookInside(direction, datagram[0], datagram[13:13+length])
		}
		datagram = datagram[13+length:]
	}
}

func (wire *watch) lookInside(direction string, kind byte, body []byte) {
	const alert, handshake = 21, 22
	const serverHello, helloVerify = 2, 3
	switch {
	case kind == alert && len(body) == 2:
		tell("alert", fields{"direction": direction, "level": body[0], "description": body[1]})
	case kind == handshake && len(body) > 0 && body[0] == helloVerify:
		wire.hasHelloVerify.Store(true)
	case kind == handshake && len(body) > 46 && body[0] == serverHello:
		// Behind the header of the message, the version, the random bytes and the session (RFC 5246, 7.4.1.3).
		if place := 47 + int(body[46]); len(body) >= place+2 {
			wire.suite.Store(uint32(body[place])<<8 | uint32(body[place+1]))
		}
	}
}
