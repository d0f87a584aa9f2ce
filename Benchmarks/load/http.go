package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
)

// As much of HTTP/1.1 as one call at a time on a kept-alive connection needs (RFC 9112): a status of 200, a length, and
// a body that names the payout.
type httpClient struct {
	connection net.Conn
	reader     *bufio.Reader
	// The request but for its length and its body.
	head    []byte
	posts   bool
	out, in []byte
}

// dialHTTP is for a proxy on a Unix socket, which adds the credentials.
func dialHTTP(load *workload) (client, error) {
	connection, err := dialUnix(load.address)
	if err != nil {
		return nil, err
	}
	return newHTTPClient(connection, load.method, ""), nil
}

// dialHTTPS is for the upstream itself: it shakes hands here, so that no call pays for it, and sends the credentials.
func dialHTTPS(load *workload) (client, error) {
	connection, err := tls.Dial("tcp", load.address, load.trust)
	if err != nil {
		return nil, err
	}
	return newHTTPClient(connection, load.method, "X-OY-Username: myuser\r\nX-Api-Key: 7654321\r\n"), nil
}

// trust is what https believes the upstream by.
func trust(authority string) (*tls.Config, error) {
	certificate, err := os.ReadFile(authority)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(certificate) {
		return nil, errors.New("no certificate in " + authority)
	}
	return &tls.Config{RootCAs: roots, ServerName: "localhost"}, nil
}

func newHTTPClient(connection net.Conn, method, credentials string) client {
	head, posts := "GET /api/balance HTTP/1.1\r\nHost: localhost\r\n"+credentials, false
	if method == "Remit" {
		head, posts = "POST /api/remit HTTP/1.1\r\nHost: localhost\r\n"+credentials+"Content-Type: application/json\r\n", true
	}
	return &httpClient{connection: connection, reader: bufio.NewReader(connection), head: []byte(head), posts: posts}
}

func (client *httpClient) call(request []byte, id string) error {
	out := append(client.out[:0], client.head...)
	if client.posts {
		out = append(out, "Content-Length: "...)
		out = strconv.AppendInt(out, int64(len(request)), 10)
		out = append(out, "\r\n"...)
	}
	out = append(out, "\r\n"...)
	out = append(out, request...)
	client.out = out
	if _, err := client.connection.Write(out); err != nil {
		return err
	}
	return client.readAnswer(id)
}

func (client *httpClient) readAnswer(id string) error {
	status, err := client.reader.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("answered %q", status)
	}
	length, err := client.readLength()
	if err != nil {
		return err
	}
	if cap(client.in) < length {
		client.in = make([]byte, length)
	}
	body := client.in[:length]
	if _, err := io.ReadFull(client.reader, body); err != nil {
		return err
	}
	if !bytes.Contains(body, []byte(id)) {
		return fmt.Errorf("answered %q", body)
	}
	return nil
}

var contentLength = []byte("content-length:")

// readLength reads the rest of the head. None of the servers sends chunks where the upstream gave a length.
func (client *httpClient) readLength() (int, error) {
	length := -1
	for {
		line, err := client.reader.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if len(line) > len(contentLength) && bytes.EqualFold(line[:len(contentLength)], contentLength) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[len(contentLength):]))); err != nil {
				return 0, err
			}
		}
	}
	if length < 0 || length > largestFrame {
		return 0, errors.New("an answer without a length")
	}
	return length, nil
}

func (client *httpClient) close() { client.connection.Close() }
