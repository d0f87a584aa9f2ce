#include "oy/pay.h"

#include <string.h>

#include "deadline.h"
#include "error.h"
#include "oy/rpcs.h"

enum { REMIT_MS = 20000, SHORTEST_WAIT_MS = 1000, LONGEST_WAIT_MS = 60000, PAUSE_MS = 1000 };

bool oy_error_for_a_person(const oy_error *error) {
  if (!error)
    return false;
  switch (error->code) {
  case OY_INVALID_ARGUMENT:
  case OY_PERMISSION_DENIED:
  case OY_ALREADY_EXISTS:
  case OY_FAILED_PRECONDITION:
  case OY_OUT_OF_RANGE:
  case OY_UNIMPLEMENTED:
    return true;
  default:
    return strcmp(error->reason, "DAILY_LIMIT_REACHED") == 0 || strcmp(error->reason, "REQUEST_TOO_LARGE") == 0;
  }
}

/* Whether the gateway has the payout. *paid: it is COMPLETED. */
static bool remit(oy_client *client, const Oy__V1__RemitRequest *payout, bool *paid, oy_error *error) {
  Oy__V1__RemitResponse *response = NULL;
  bool accepted = oy_disbursement_remit(client, payout, &response, REMIT_MS, error) == OY_OK;
  *paid = accepted && response->state == OY__V1__PAYOUT_STATE__PAYOUT_STATE_COMPLETED;
  oy__v1__remit_response__free_unpacked(response, NULL);
  return accepted;
}

/* Waits until it has ended, or a while. Remit is who says how it stands then, whatever this meets. */
static void wait_for_end(oy_client *client, char *name, oy_deadline ends, oy_error *error) {
  int left = oy_deadline_left_ms(ends);
  int wait = left < SHORTEST_WAIT_MS ? SHORTEST_WAIT_MS : left > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : left;
  Oy__V1__WaitPayoutRequest request = OY__V1__WAIT_PAYOUT_REQUEST__INIT;
  request.partner_trx_id = name;
  Oy__V1__WaitPayoutResponse *response = NULL;
  oy_payout_wait_payout(client, &request, &response, wait, error);
  oy__v1__wait_payout_response__free_unpacked(response, NULL);
  oy_error_sent_before(error);
  if (oy_error_not_paid(error) || oy_error_for_a_person(error))
    oy_fail_still_open(error);
}

/* What one try has made certain; OY_PAYMENT_OPEN with an error, or without one where it is under way. */
static oy_payment try_once(oy_client *client, const Oy__V1__RemitRequest *payout, oy_deadline ends, oy_error *error) {
  bool paid = false;
  bool accepted = remit(client, payout, &paid, error);
  if (paid)
    return OY_PAYMENT_PAID;
  if (accepted) {
    wait_for_end(client, payout->partner_trx_id, ends, error);
    return OY_PAYMENT_OPEN;
  }
  if (oy_error_not_paid(error))
    return OY_PAYMENT_NOT_PAID;
  return oy_error_for_a_person(error) ? OY_PAYMENT_FOR_A_PERSON : OY_PAYMENT_OPEN;
}

oy_payment oy_pay(oy_client *client, const Oy__V1__RemitRequest *payout, int within_ms, oy_error *error) {
  oy_error own = OY_ERROR_INIT;
  oy_error *told = error ? error : &own;
  oy_deadline ends = oy_deadline_after_ms(within_ms < 0 ? 0 : within_ms);
  oy_payment payment = try_once(client, payout, ends, told);
  bool all_unsent = told->unsent;
  while (payment == OY_PAYMENT_OPEN) {
    int64_t pause_ms = told->retry_delay_ms > PAUSE_MS ? told->retry_delay_ms : PAUSE_MS;
    if (pause_ms > oy_deadline_left_ms(ends))
      break;
    oy_deadline_poll(oy_deadline_after_ms(pause_ms), -1, 0, -1);
    payment = try_once(client, payout, ends, told);
    all_unsent = all_unsent && told->unsent;
  }
  if (!all_unsent)
    oy_error_sent_before(told);
  if (payment == OY_PAYMENT_OPEN && told->code == OY_OK)
    oy_fail_still_open(told);
  oy_error_clear(&own);
  return payment;
}
