package main

import "encoding/binary"

// Protobuf and JSON by hand: the requests are a few strings each.

// balanceTime stands in every answer of the upstream's about the balance.
const balanceTime = "10-12-2019 12:15:37"

func appendString(to []byte, field byte, value string) []byte {
	to = append(to, field<<3|2)
	to = binary.AppendUvarint(to, uint64(len(value)))
	return append(to, value...)
}

// appendRemitRequest writes the payout of OY!'s documentation under another id (oy.v1.RemitRequest).
func appendRemitRequest(to []byte, id string) []byte {
	to = appendString(to, 1, "014")
	to = appendString(to, 2, "1239812390")
	to = append(to, 3<<3)
	to = binary.AppendUvarint(to, 125_000)
	to = appendString(to, 4, "Split lunch bill")
	to = appendString(to, 5, id)
	return appendString(to, 6, "napoleon@email.com test@email.com")
}

// appendRemitJSON writes the same payout as OY! reads it. The load's ids hold nothing that JSON escapes.
func appendRemitJSON(to []byte, id string) []byte {
	to = append(to, `{"recipient_bank":"014","recipient_account":"1239812390","amount":125000,"note":"Split lunch bill",`+
		`"partner_trx_id":"`...)
	to = append(to, id...)
	return append(to, `","email":"napoleon@email.com test@email.com"}`...)
}

// appendGetPayoutRequest writes an oy.v1.GetPayoutRequest.
func appendGetPayoutRequest(to []byte, id string) []byte {
	return appendString(to, 1, id)
}
