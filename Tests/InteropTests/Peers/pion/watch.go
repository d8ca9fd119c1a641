package main

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v2"
)

// The wire of one association, which tells the alerts that pass in the clear: pion/dtls keeps to itself those that it sends.
type watch struct {
	net.Conn
	suite          atomic.Uint32
	hasHelloVerify atomic.Bool
	isLeaving      atomic.Bool
	goodbye        chan struct{}
	onlyOnce       sync.Once
}

func watched(wire net.Conn) *watch { return &watch{Conn: wire, goodbye: make(chan struct{})} }

// Ends the association with a close_notify. By itself pion 2.2 loses it now and then: it stops the handshake's goroutine first,
// which closes the wire, perhaps before the alert is written.
func (wire *watch) leave(association *dtls.Conn) error {
	wire.isLeaving.Store(true)
	return association.Close()
}

func (wire *watch) Close() error {
	if wire.isLeaving.Load() {
		select {
		case <-wire.goodbye:
		case <-time.After(patience):
		}
	}
	return wire.Conn.Close()
}

func (wire *watch) Read(bytes []byte) (int, error) {
	count, err := wire.Conn.Read(bytes)
	wire.look("received", bytes[:count])
	return count, err
}

func (wire *watch) Write(bytes []byte) (int, error) {
	wire.look("sent", bytes)
	count, err := wire.Conn.Write(bytes)
	const alert = 21
	if wire.isLeaving.Load() && len(bytes) > 0 && bytes[0] == alert {
		wire.onlyOnce.Do(func() { close(wire.goodbye) })
	}
	return count, err
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
