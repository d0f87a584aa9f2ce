package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
)

// An exchange is one request and what is needed to answer it; its memory is used again for the next one.
type exchange struct {
	path string
	// Whether user name and key came with it.
	authorized   bool
	body         []byte
	scratch, out []byte
}

var errMalformed = errors.New("not a request that this server reads")

const largestBody = 1 << 20

// read takes one request, its body included, whether its length is given or it comes in chunks.
func (exchange *exchange) read(reader *bufio.Reader) error {
	line, err := reader.ReadSlice('\n')
	if err != nil {
		return err
	}
	fields := bytes.Fields(line)
	if len(fields) != 3 {
		return errMalformed
	}
	exchange.path = string(fields[1])
	head, err := readHead(reader)
	if err != nil {
		return err
	}
	exchange.authorized = head.username && head.key
	exchange.body = exchange.body[:0]
	if !head.chunked {
		return exchange.take(reader, head.length)
	}
	return exchange.readChunks(reader)
}

// A head is what a request's header fields say.
type head struct {
	length                 int
	chunked, username, key bool
}

func readHead(reader *bufio.Reader) (head, error) {
	var head head
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return head, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return head, nil
		}
		colon := bytes.IndexByte(line, ':')
		if colon < 0 {
			return head, errMalformed
		}
		name, value := line[:colon], bytes.TrimSpace(line[colon+1:])
		switch {
		case strings.EqualFold(string(name), "content-length"):
			if head.length, err = strconv.Atoi(string(value)); err != nil {
				return head, errMalformed
			}
		case strings.EqualFold(string(name), "transfer-encoding"):
			head.chunked = true
		case strings.EqualFold(string(name), "x-oy-username"):
			head.username = string(value) == username
		case strings.EqualFold(string(name), "x-api-key"):
			head.key = string(value) == key
		}
	}
}

func (exchange *exchange) readChunks(reader *bufio.Reader) error {
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return err
		}
		length, err := strconv.ParseInt(string(bytes.TrimRight(line, "\r\n")), 16, 32)
		if err != nil {
			return errMalformed
		}
		if err := exchange.take(reader, int(length)); err != nil {
			return err
		}
		if _, err := reader.Discard(len("\r\n")); err != nil {
			return err
		}
		if length == 0 {
			return nil
		}
	}
}

func (exchange *exchange) take(reader *bufio.Reader, length int) error {
	start := len(exchange.body)
	if length < 0 || start+length > largestBody {
		return errMalformed
	}
	exchange.body = append(exchange.body, make([]byte, length)...)
	_, err := io.ReadFull(reader, exchange.body[start:])
	return err
}

// id is the request's partner_trx_id. The load's ids hold nothing that JSON escapes.
func (exchange *exchange) id() []byte {
	const name = `"partner_trx_id"`
	at := bytes.Index(exchange.body, []byte(name))
	if at < 0 {
		return nil
	}
	rest := exchange.body[at+len(name):]
	open := bytes.IndexByte(rest, '"')
	if open < 0 {
		return nil
	}
	rest = rest[open+1:]
	end := bytes.IndexByte(rest, '"')
	if end < 0 {
		return nil
	}
	return rest[:end]
}
