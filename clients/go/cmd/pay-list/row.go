package main

import "oygateway/oyv1"

// standing is what is known of a row.
type standing int

const (
	paid standing = iota
	notPaid
	forAPerson
	open
	notAskedFor
)

var standings = []standing{paid, notPaid, forAPerson, open, notAskedFor}

func (s standing) String() string {
	return [...]string{"paid", "not paid", "for a person", "open", "not asked for"}[s]
}

// whatToDo is about the rows that are not paid.
var whatToDo = map[standing]string{
	notPaid: "as of now. To pay these all the same, mend the cause, run this again, and right after it a list of them with" +
		" new keys",
	forAPerson:  "look at what the line says. Mend it, keep the key, and run this again",
	open:        "it may be paid. Keep the key, and run this again, with the same list",
	notAskedFor: "by this run. Run it again, with the same list",
}

// row is a payout of the list.
type row struct {
	name                       string // its partner_trx_id
	bank, account, note, email string
	amount                     int64
	standing                   standing
	state                      oyv1.PayoutState // as Remit answered last
	word                       string           // why it is not paid
}

func sum(rows []*row) (amount int64) {
	for _, row := range rows {
		amount += row.amount
	}
	return amount
}

func those(rows []*row, is standing) (some []*row) {
	for _, row := range rows {
		if row.standing == is {
			some = append(some, row)
		}
	}
	return some
}
