package main

import (
	"errors"
	"net"
	"syscall"
	"time"
)

// A client has one connection and makes one call at a time.
type client interface {
	// call sends the request message and fails where the answer is not a success that names the payout.
	call(request []byte, id string) error
	close()
}

// A protocol is how a server is spoken to.
type protocol struct {
	dial func(load *workload) (client, error)
	// remit writes a payout as this protocol has it.
	remit func(to []byte, id string) []byte
}

var protocols map[string]protocol

func init() { // Not in the declaration: what dials looks up what writes.
	protocols = map[string]protocol{
		"ttrpc": {dialTTRPC, appendRemitRequest},
		"grpc":  {dialGRPC, appendRemitRequest},
		"http":  {dialHTTP, appendRemitJSON},
		"https": {dialHTTPS, appendRemitJSON},
	}
}

// rpc is the path of the method.
func (load *workload) rpc() string {
	if load.method == "GetPayout" {
		return "/oy.v1.PayoutService/" + load.method
	}
	return "/oy.v1.DisbursementService/" + load.method
}

// patience is how long a server may take to accept a connection.
const patience = 10 * time.Second

// dialUnix connects to the server's socket. A Unix socket whose queue is full refuses at once, where TCP would wait.
func dialUnix(path string) (net.Conn, error) {
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		connection, err := net.Dial("unix", path)
		if err == nil || !errors.Is(err, syscall.EAGAIN) || time.Now().After(end) {
			return connection, err
		}
	}
}
