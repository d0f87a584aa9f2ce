package oygateway

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/containerd/ttrpc"
	gogo "github.com/gogo/protobuf/proto"
	"github.com/golang/protobuf/proto"
	"google.golang.org/grpc/codes"
)

// The stock ttrpc 1.1 has no streams (1.2 has). What follows speaks the same frames on a connection of its own.

const (
	headerLength                    = 10
	kindRequest, kindResponse       = 1, 2
	kindData                        = 3
	flagRemoteClosed          uint8 = 0x01
	streamID                        = 1
)

// Stream is a server-streaming call. It has a connection of its own: ttrpc can cancel a call only by closing its
// connection, and so a slow reader holds up nobody but itself. One goroutine receives; any may close.
type Stream struct {
	ctx    context.Context
	conn   net.Conn
	reader *bufio.Reader
	ended  error
	once   sync.Once
	done   chan struct{}
}

// OpenStream opens any server-streaming method by its name. It lives until its end, Close, or the context's end.
func (c *Client) OpenStream(ctx context.Context, service, method string, request proto.Message) (*Stream, error) {
	if err := ctx.Err(); err != nil {
		return nil, contextEndedBefore(err)
	}
	if c.closed.Load() {
		return nil, clientClosed()
	}
	payload, err := proto.Marshal(request)
	if err != nil {
		return nil, unwritable(err)
	}
	conn, err := dial(ctx, c.path)
	if err != nil {
		return nil, connectFailed(err)
	}
	// The gateway is told what connecting has left of the time.
	frame, err := requestFrame(ctx, service, method, payload)
	if err != nil {
		conn.Close()
		return nil, err
	}
	s := &Stream{ctx: ctx, conn: conn, reader: bufio.NewReader(conn), done: make(chan struct{})}
	go func() {
		select {
		case <-ctx.Done():
			s.conn.Close()
		case <-s.done:
		}
	}()
	if _, err := conn.Write(frame); err != nil {
		s.Close()
		return nil, s.lost(err)
	}
	return s, nil
}

func requestFrame(ctx context.Context, service, method string, payload []byte) ([]byte, error) {
	envelope := &ttrpc.Request{Service: service, Method: method, Payload: payload}
	if deadline, ok := withMargin(ctx).Deadline(); ok {
		envelope.TimeoutNano = int64(time.Until(deadline))
	}
	if metadata, ok := ttrpc.GetMetadata(ctx); ok {
		for key, values := range metadata {
			for _, value := range values {
				envelope.Metadata = append(envelope.Metadata, &ttrpc.KeyValue{Key: key, Value: value})
			}
		}
	}
	content, err := gogo.Marshal(envelope)
	if err != nil {
		return nil, unwritable(err)
	}
	if len(content) > largest {
		return nil, tooLarge()
	}
	return newFrame(streamID, kindRequest, flagRemoteClosed, content), nil
}

// ReceiveInto waits for the next message and reads it into message. It returns io.EOF at the end, and an *Error when the
// stream ends otherwise; after either it returns io.EOF.
func (s *Stream) ReceiveInto(message proto.Message) error {
	if s.ended != nil {
		return io.EOF
	}
	err := s.receive(message)
	if err != nil {
		s.ended = err
		s.Close()
	}
	return err
}

func (s *Stream) receive(message proto.Message) error {
	for {
		id, kind, flags, content, err := s.readFrame()
		if err != nil {
			return err
		}
		if id != streamID {
			continue
		}
		switch kind {
		case kindResponse:
			var envelope ttrpc.Response
			if err := gogo.Unmarshal(content, &envelope); err != nil {
				return unreadable(err)
			}
			if envelope.Status.GetCode() != int32(codes.OK) {
				return errorFromStatus(envelope.Status)
			}
			return io.EOF
		case kindData:
			last := flags&flagRemoteClosed != 0
			if last {
				s.ended = io.EOF
			}
			// Without flags, nothing at all is a real, empty message.
			if len(content) > 0 || flags == 0 {
				if err := proto.Unmarshal(content, message); err != nil {
					return unreadable(err)
				}
				return nil
			}
			if last {
				return io.EOF
			}
		}
	}
}

func (s *Stream) readFrame() (id uint32, kind, flags uint8, content []byte, err error) {
	var header [headerLength]byte
	if _, err := io.ReadFull(s.reader, header[:]); err != nil {
		return 0, 0, 0, nil, s.lost(err)
	}
	length := binary.BigEndian.Uint32(header[:])
	if length > largest {
		return 0, 0, 0, nil, clientError(codes.ResourceExhausted, "ANSWER_TOO_LARGE", "a message is larger than 4 MiB", nil)
	}
	content = make([]byte, length)
	if _, err := io.ReadFull(s.reader, content); err != nil {
		return 0, 0, 0, nil, s.lost(err)
	}
	return binary.BigEndian.Uint32(header[4:]), header[8], header[9], content, nil
}

// lost says why nothing more can be read.
func (s *Stream) lost(err error) error {
	if cause := s.ctx.Err(); cause != nil {
		return contextEnded(cause)
	}
	if errors.Is(err, net.ErrClosed) {
		return io.EOF // Close was called
	}
	return streamLost(err)
}

// Close cancels the call if it still runs. A goroutine that waits for a message finds io.EOF.
func (s *Stream) Close() error {
	s.once.Do(func() { close(s.done) })
	return s.conn.Close()
}
