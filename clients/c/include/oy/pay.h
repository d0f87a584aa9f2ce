/*
 * Pays, and goes on asking under the same id until it is certain what became of the payout.
 *
 *     Oy__V1__RemitRequest payout = OY__V1__REMIT_REQUEST__INIT;
 *     payout.recipient_bank = "014";
 *     payout.recipient_account = "1239812390";
 *     payout.amount = 125000;
 *     payout.partner_trx_id = "invoice-2041"; // kept on disk, with all of the above, before it is paid
 *     switch (oy_pay(client, &payout, 300000, &error)) {
 *     case OY_PAYMENT_PAID:
 *       puts("paid");
 *       break;
 *     case OY_PAYMENT_NOT_PAID: // as of this answer: call once more with this id right before paying under a new one
 *       printf("not paid: %s\n", error.reason);
 *       break;
 *     case OY_PAYMENT_FOR_A_PERSON:
 *       printf("look at it: %s: %s\n", error.reason, error.message);
 *       break;
 *     case OY_PAYMENT_OPEN:
 *       printf("call again later, with the same payout: %s: %s\n", error.reason, error.message);
 *     }
 */
#ifndef OY_PAY_H
#define OY_PAY_H

#include <oy/oy.h>
#include <oy/v1/disbursement.pb-c.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default) /* what is declared here is all that the library lets out */

/* What is known of a payout. After the first two its id must not be given up; only the last two are certain. */
typedef enum oy_payment {
  OY_PAYMENT_OPEN,         /* the time is over: call again later. `error` is the last one, or has the reason STILL_OPEN */
  OY_PAYMENT_FOR_A_PERSON, /* open, and retrying does not help, at least not today: `error` says why */
  OY_PAYMENT_NOT_PAID,     /* oy_error_not_paid, and what that says of paying under a new id */
  OY_PAYMENT_PAID          /* COMPLETED */
} oy_payment;

/*
 * Whether retrying does not help, at least not today. The payout is open then, unless oy_error_not_paid says otherwise. Of
 * NULL it is false.
 */
bool oy_error_for_a_person(const oy_error *error);

/*
 * Pays as oy_disbursement_remit does, as often as it takes, under the same id and with the same content, so that it is paid
 * once at most. The caller needs Remit, and WaitPayout so that it hears at once: without it, it asks again with pauses.
 *
 * It tries once at least: it may take some 20 s longer than within_ms. `error` may be NULL; it is `unsent` if not one of the
 * tries was sent.
 */
oy_payment oy_pay(oy_client *client, const Oy__V1__RemitRequest *payout, int within_ms, oy_error *error);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
