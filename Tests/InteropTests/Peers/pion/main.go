// A client or a server of DTLS 1.2 on pion/dtls that tells on its standard output what happens, one JSON object a line.
//
// A client sends the lines of its standard input and ends with it; with --crowd it is many clients that meet at once. A
// server sends back what it gets, and says good-bye to who sends "close". Its options are those of mbedtls_peer.py.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pion/dtls/v2"
)

// How long a handshake may take, and for a crowd all of them.
const patience = 20 * time.Second
const patienceWithCrowd = 60 * time.Second

type options struct {
	port                           int
	suites, identity, key          string
	certificate, privateKey, trust string
	serverName                     string
	requiresClientCertificate      bool
	crowd                          int
}

func main() {
	role, given := parse()
	config, err := configuration(given, role == "server")
	if err == nil {
		switch {
		case role == "server":
			err = serve(given, config)
		case given.crowd > 0:
			err = gather(given, config)
		default:
			err = connect(given, config)
		}
	}
	if err != nil {
		tell("failed", fields{"error": err.Error()})
		os.Exit(1)
	}
}

func parse() (string, options) {
	var given options
	set := flag.NewFlagSet("pion", flag.ExitOnError)
	set.IntVar(&given.port, "port", 0, "the port of 127.0.0.1; a server takes any free one for 0")
	set.StringVar(&given.suites, "suites", "", "IANA's names, separated by commas")
	set.StringVar(&given.identity, "identity", "", "the identity of the pre-shared key")
	set.StringVar(&given.key, "key", "", "the pre-shared key in hexadecimal")
	set.StringVar(&given.certificate, "certificate", "", "a chain in PEM")
	set.StringVar(&given.privateKey, "private-key", "", "its key in PEM")
	set.StringVar(&given.trust, "trust", "", "the anchors in PEM")
	set.StringVar(&given.serverName, "server-name", "localhost", "the name that a client wants to see")
	set.BoolVar(&given.requiresClientCertificate, "require-client-certificate", false, "refuse clients without one")
	set.IntVar(&given.crowd, "crowd", 0, "be so many clients at once")
	if len(os.Args) < 2 || (os.Args[1] != "client" && os.Args[1] != "server") {
		fmt.Fprintln(os.Stderr, "say client or server, then the options")
		set.PrintDefaults()
		os.Exit(2)
	}
	_ = set.Parse(os.Args[2:])
	return os.Args[1], given
}

func configuration(given options, isServer bool) (*dtls.Config, error) {
	limit := patience
	if given.crowd > 0 {
		limit = patienceWithCrowd
	}
	config := &dtls.Config{
		ServerName:           given.serverName,
		ExtendedMasterSecret: dtls.RequireExtendedMasterSecret,
		ConnectContextMaker: func() (context.Context, func()) {
			return context.WithTimeout(context.Background(), limit)
		},
	}
	var err error
	if given.suites != "" {
		if config.CipherSuites, err = suites(strings.Split(given.suites, ",")); err != nil {
			return nil, err
		}
	}
	if given.key != "" {
		return config, useKey(given, config, isServer)
	}
	return config, useCertificates(given, config)
}

// The suites of pion/dtls 2.2 that the tests name.
func suites(names []string) ([]dtls.CipherSuiteID, error) {
	known := []dtls.CipherSuiteID{
		dtls.TLS_PSK_WITH_AES_128_CCM_8, dtls.TLS_PSK_WITH_AES_128_GCM_SHA256,
		dtls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, dtls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		dtls.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, dtls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	}
	var found []dtls.CipherSuiteID
	for _, name := range names {
		before := len(found)
		for _, suite := range known {
			if suite.String() == name {
				found = append(found, suite)
			}
		}
		if len(found) == before {
			return nil, fmt.Errorf("no suite is called %s", name)
		}
	}
	return found, nil
}

func useKey(given options, config *dtls.Config, isServer bool) error {
	key, err := hex.DecodeString(given.key)
	if err != nil {
		return err
	}
	config.PSKIdentityHint = []byte(given.identity)
	config.PSK = func(identity []byte) ([]byte, error) {
		// A client is asked with the server's hint.
		if isServer && string(identity) != given.identity {
			return nil, errors.New("nobody is called so")
		}
		return key, nil
	}
	return nil
}

func useCertificates(given options, config *dtls.Config) error {
	if given.certificate != "" {
		certificate, err := tls.LoadX509KeyPair(given.certificate, given.privateKey)
		if err != nil {
			return err
		}
		config.Certificates = []tls.Certificate{certificate}
	}
	if given.trust != "" {
		text, err := os.ReadFile(given.trust)
		if err != nil {
			return err
		}
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM(text)
		config.ClientCAs = config.RootCAs
	}
	if given.requiresClientCertificate {
		config.ClientAuth = dtls.RequireAndVerifyClientCert
	}
	return nil
}

type fields map[string]interface{}

var output sync.Mutex

// Prints one event.
func tell(event string, what fields) {
	what["event"] = event
	line, _ := json.Marshal(what)
	output.Lock()
	defer output.Unlock()
	fmt.Println(string(line))
}
