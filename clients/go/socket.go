package oygateway

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/containerd/ttrpc"
	gogo "github.com/gogo/protobuf/proto"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const (
	// connectTimeout bounds connecting where the context does not.
	connectTimeout = 5 * time.Second
	// queuePause is how long it takes until a full queue of connections is tried again.
	queuePause = time.Millisecond
	// linger is how long an end waits at most for those whose answers came before it.
	linger = 100 * time.Millisecond
)

// dial connects. Where the gateway's queue of connections is full it tries again: nothing would tell when it no longer is.
func dial(ctx context.Context, path string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
		if !errors.Is(err, syscall.EAGAIN) {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(queuePause):
		}
	}
}

// socket wraps the connection so that the stock client can cope with it. It tells when it is lost before the stock client
// draws its conclusions, and keeps three things from it: an answer of more than 4 MiB, at which it panics; a frame of an
// unknown kind, with which it fails the call of that id; and the end of the connection until those who were answered before
// it have gone, since it gives them either.
type socket struct {
	net.Conn
	reader  *bufio.Reader
	header  [headerLength]byte
	ahead   []byte // comes before anything else is read
	left    int64  // how much of a frame's content is to come
	lost    atomic.Bool
	waiting atomic.Int64 // calls
}

func newSocket(conn net.Conn) *socket { return &socket{Conn: conn, reader: bufio.NewReader(conn)} }

func (s *socket) Read(p []byte) (int, error) {
	n, err := s.read(p)
	if err != nil {
		s.lost.Store(true)
		for end := time.Now().Add(linger); s.waiting.Load() > 0 && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
	}
	return n, err
}

func (s *socket) read(p []byte) (int, error) {
	if len(s.ahead) == 0 && s.left == 0 {
		if err := s.readHeader(); err != nil {
			return 0, err
		}
	}
	if len(s.ahead) > 0 {
		n := copy(p, s.ahead)
		s.ahead = s.ahead[n:]
		return n, nil
	}
	if int64(len(p)) > s.left {
		p = p[:s.left]
	}
	n, err := s.reader.Read(p)
	s.left -= int64(n)
	return n, err
}

// readHeader begins a frame. A frame of an unknown kind is passed over. What is too large is thrown away, and its call gets
// an error in its place.
func (s *socket) readHeader() error {
	for {
		if _, err := io.ReadFull(s.reader, s.header[:]); err != nil {
			return err
		}
		length, kind := int64(binary.BigEndian.Uint32(s.header[:])), s.header[8]
		isKnown := kind == kindResponse || kind == kindData
		if isKnown && length <= largest {
			s.ahead, s.left = s.header[:], length
			return nil
		}
		if _, err := io.CopyN(io.Discard, s.reader, length); err != nil {
			return err
		}
		if isKnown {
			return s.putErrorAhead(binary.BigEndian.Uint32(s.header[4:]))
		}
	}
}

// putErrorAhead answers a call in the place of an answer that is too large.
func (s *socket) putErrorAhead(id uint32) error {
	answer, err := gogo.Marshal(&ttrpc.Response{Status: status.Convert(answerTooLarge()).Proto()})
	s.ahead = newFrame(id, kindResponse, 0, answer)
	return err
}

func (s *socket) Write(p []byte) (int, error) {
	n, err := s.Conn.Write(p)
	if err != nil {
		s.lost.Store(true)
	}
	return n, err
}

func newFrame(id uint32, kind, flags uint8, content []byte) []byte {
	frame := make([]byte, headerLength, headerLength+len(content))
	binary.BigEndian.PutUint32(frame, uint32(len(content)))
	binary.BigEndian.PutUint32(frame[4:], id)
	frame[8], frame[9] = kind, flags
	return append(frame, content...)
}

func answerTooLarge() *Error {
	return clientError(codes.ResourceExhausted, "ANSWER_TOO_LARGE",
		"the answer is larger than 4 MiB; the call may have been carried out", nil)
}
