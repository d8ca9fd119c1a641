package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/pion/dtls/v2"
)

// How many of a crowd shake hands or speak at a time. What all of them sent at once would not fit the system's buffer of one
// socket, and pion sends again after each second, all together.
const speakers = 64

// Many clients at once. When all have shaken hands, each sends a line until it is back. Then they stay until the standard
// input ends.
func gather(given options, config *dtls.Config) error {
	crowd := make([]*dtls.Conn, given.crowd)
	if err := each(crowd, speakers, func(number int) (err error) {
		address := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: given.port}
		crowd[number], err = dtls.Dial("udp", address, config)
		return err
	}); err != nil {
		return err
	}
	tell("established", fields{"clients": len(crowd)})
	if err := each(crowd, speakers, func(number int) error {
		return exchange(crowd[number], []byte(fmt.Sprintf("client %d", number)))
	}); err != nil {
		return err
	}
	tell("exchanged", fields{"clients": len(crowd)})
	_, _ = os.Stdin.Read(make([]byte, 1))
	return each(crowd, speakers, func(number int) error { return crowd[number].Close() })
}

// Does something for all of the crowd, so many at a time; the error is that of one that failed.
func each(crowd []*dtls.Conn, atOnce int, do func(int) error) error {
	var group sync.WaitGroup
	places := make(chan struct{}, atOnce)
	failures := make(chan error, len(crowd))
	for number := range crowd {
		group.Add(1)
		places <- struct{}{}
		go func(number int) {
			defer group.Done()
			if err := do(number); err != nil {
				failures <- fmt.Errorf("client %d: %w", number, err)
			}
			<-places
		}(number)
	}
	group.Wait()
	select {
	case err := <-failures:
		return fmt.Errorf("%d failed, one of them: %w", len(failures)+1, err)
	default:
		return nil
	}
}

// Sends until it has come back, since datagrams get lost.
func exchange(association *dtls.Conn, line []byte) error {
	buffer := make([]byte, 1500)
	end := time.Now().Add(patienceWithCrowd)
	for time.Now().Before(end) {
		if _, err := association.Write(line); err != nil {
			return err
		}
		if err := association.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
			return err
		}
		count, err := association.Read(buffer)
		if err == nil && bytes.Equal(buffer[:count], line) {
			return nil
		}
		if timeout, ok := err.(net.Error); err != nil && !(ok && timeout.Timeout()) {
			return err
		}
	}
	return fmt.Errorf("%q did not come back", line)
}
