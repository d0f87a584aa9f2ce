package oygateway

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"oygateway/oyv1"
)

// One event a connection, and each connection ends in another way.
func TestPeerEventsGoOn(t *testing.T) {
	events := peer(t).Events("events").After(0)
	defer events.Close()
	for cursor := int64(1); cursor <= 7; cursor++ {
		event, err := events.Next(soon(t))
		if err != nil || event.Cursor != cursor {
			t.Fatalf("%v, %v; not %d", event, err, cursor)
		}
	}
	_, err := events.Next(soon(t))
	refused(t, err, codes.OutOfRange, "EVENTS_GONE", true)
}

func TestPeerEventsWaitAsLongAsTheContext(t *testing.T) {
	events := peer(t).Events("events-stall")
	defer events.Close()
	for round := 0; round < 2; round++ {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
		_, err := events.Next(ctx)
		cancel()
		if err == nil || errorOf(t, err).Code != codes.DeadlineExceeded {
			t.Errorf("%v", err)
		}
	}
}

func TestGatewayTellsOfAPayoutUntilItIsAcknowledged(t *testing.T) {
	client := gateway(t)
	name := fmt.Sprintf("go-%d-%d", time.Now().UnixNano(), os.Getpid())
	_, err := client.Disbursement.Remit(soon(t), &oyv1.RemitRequest{
		RecipientBank: "014", RecipientAccount: "1239812390", Amount: 10000, PartnerTrxId: name,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	for round := 0; round < 2; round++ {
		events := client.Events(name, oyv1.EventKind_EVENT_KIND_PAYOUT)
		var event *oyv1.Event
		for event.GetPayoutChange().GetPartnerTrxId() != name || event.PayoutChange.State != oyv1.PayoutState_PAYOUT_STATE_COMPLETED {
			if event, err = events.Next(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if round == 1 {
			if err := events.Ack(ctx, event); err != nil {
				t.Fatal(err)
			}
		}
		events.Close()
	}
	soonOver, stop := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer stop()
	events := client.Events(name, oyv1.EventKind_EVENT_KIND_PAYOUT)
	defer events.Close()
	for {
		event, err := events.Next(soonOver)
		if err != nil {
			break
		}
		if event.PayoutChange.PartnerTrxId == name {
			t.Errorf("%v was acknowledged", event)
		}
	}
}
