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
	path         string
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
	length, chunked, err := readHead(reader)
	if err != nil {
		return err
	}
	exchange.body = exchange.body[:0]
	if !chunked {
		return exchange.take(reader, length)
	}
	return exchange.readChunks(reader)
}

func readHead(reader *bufio.Reader) (length int, chunked bool, err error) {
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return 0, false, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return length, chunked, nil
		}
		colon := bytes.IndexByte(line, ':')
		if colon < 0 {
			return 0, false, errMalformed
		}
		name, value := line[:colon], bytes.TrimSpace(line[colon+1:])
		switch {
		case strings.EqualFold(string(name), "content-length"):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, false, errMalformed
			}
		case strings.EqualFold(string(name), "transfer-encoding"):
			chunked = true
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
