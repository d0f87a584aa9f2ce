package main

import (
	"context"
	"errors"
	"time"

	"oygateway"
	"oygateway/oyv1"
)

// gateway is what a run asks.
type gateway interface {
	// isKnown tells whether an earlier run, or an earlier try, has asked for it.
	isKnown(name string) (bool, error)
	inquire(row *row) error
	remit(row *row) (oyv1.PayoutState, error)
}

// service asks oyd. What is under way when the run is interrupted is still waited for, but not for ever.
type service struct{ client *oygateway.Client }

const longestCall = 10 * time.Second

func (s service) isKnown(name string) (bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), longestCall)
	defer cancel()
	_, err := s.client.Payout.GetPayout(ctx, &oyv1.GetPayoutRequest{PartnerTrxId: name})
	var refused *oygateway.Error
	if errors.As(err, &refused) && refused.Reason == "PAYOUT_NOT_FOUND" {
		return false, nil
	}
	return err == nil, err
}

func (s service) inquire(row *row) error {
	ctx, cancel := context.WithTimeout(context.Background(), longestCall)
	defer cancel()
	_, err := s.client.Disbursement.InquireAccount(ctx, &oyv1.InquireAccountRequest{
		RecipientBank: row.bank, RecipientAccount: row.account,
	})
	return err
}

// remit asks with the same content always: it is the same payout then, and is paid once.
func (s service) remit(row *row) (oyv1.PayoutState, error) {
	ctx, cancel := context.WithTimeout(context.Background(), longestCall)
	defer cancel()
	payout, err := s.client.Disbursement.Remit(ctx, &oyv1.RemitRequest{
		RecipientBank: row.bank, RecipientAccount: row.account, Amount: row.amount, Note: row.note, Email: row.email,
		PartnerTrxId: row.name,
	})
	return payout.GetState(), err
}
