/* oy_pay against the scripted peer: what becomes of a payout, and what is certain of it. Needs OY_PEER. */
#include <oy/pay.h>
#include <unistd.h>

#include "play.h"

/* So that a test can tell which payout has come. */
static char *account = "1239812390";

/* The peer finds the scene in the bank for Remit, and in the id for WaitPayout. */
static oy_payment pay(const char *scene, int within_ms) {
  Oy__V1__RemitRequest payout = OY__V1__REMIT_REQUEST__INIT;
  payout.recipient_bank = (char *)scene;
  payout.recipient_account = account;
  payout.amount = 125000;
  payout.partner_trx_id = (char *)scene;
  return oy_pay(client, &payout, within_ms, &error);
}

static void check_payment(const char *scene, int within_ms, oy_payment payment, const char *reason) {
  CHECK(pay(scene, within_ms) == payment);
  CHECK_TEXT(error.reason, reason);
  CHECK((error.code == OY_OK) == (payment == OY_PAYMENT_PAID));
  CHECK(oy_error_not_paid(&error) == (payment == OY_PAYMENT_NOT_PAID));
}

static void asks_until_it_is_paid(void) {
  check_payment("pay-at-last", 60000, OY_PAYMENT_PAID, "");
}

static void believes_the_gateway_that_it_is_not_paid(void) {
  check_payment("payout-rejected", 60000, OY_PAYMENT_NOT_PAID, "BALANCE_NOT_ENOUGH");
  check_payment("payout-failed", 60000, OY_PAYMENT_NOT_PAID, "PAYOUT_NOT_PAID");
  check_payment("payout-cancelled", 60000, OY_PAYMENT_NOT_PAID, "PAYOUT_CANCELLED");
}

/* Only Remit says how a payout has ended. */
static void is_ended_by_no_answer_of_wait_payout(void) {
  check_payment("wait-not-paid", 60000, OY_PAYMENT_PAID, "");
  check_payment("may-not-wait", 1200, OY_PAYMENT_OPEN, "STILL_OPEN");
  CHECK(!oy_error_for_a_person(&error) && !error.unsent);
  CHECK(strstr(error.message, "METHOD_NOT_ALLOWED: not for you"));
  check_payment("wait-later", 0, OY_PAYMENT_OPEN, "STILL_OPEN");
  CHECK(error.retry_delay_ms == 3000);
}

static void leaves_to_a_person_what_retrying_does_not_help(void) {
  check_payment("payout-duplicate", 60000, OY_PAYMENT_FOR_A_PERSON, "DUPLICATE_PARTNER_TRX_ID");
  check_payment("payout-decided", 60000, OY_PAYMENT_FOR_A_PERSON, "PAYOUT_DECISION_NOT_POSSIBLE");
  check_payment("violations", 60000, OY_PAYMENT_FOR_A_PERSON, "REQUEST_INVALID");
  check_payment("daily-limit", 60000, OY_PAYMENT_FOR_A_PERSON, "DAILY_LIMIT_REACHED");
  check_payment("no such scene", 60000, OY_PAYMENT_FOR_A_PERSON, "");
  CHECK(error.code == OY_UNIMPLEMENTED);
  CHECK(oy_pay(NULL, NULL, 60000, NULL) == OY_PAYMENT_FOR_A_PERSON);
  CHECK(oy_pay(client, NULL, 60000, &error) == OY_PAYMENT_FOR_A_PERSON);
  CHECK_TEXT(error.reason, "NULL_GIVEN");
  CHECK(oy_error_for_a_person(&error) && !oy_error_for_a_person(NULL));
}

static void leaves_open_what_is_not_certain_in_time(void) {
  check_payment("payout-still-recording", 0, OY_PAYMENT_OPEN, "PAYOUT_STILL_RECORDING");
  check_payment("under-way-still", 500, OY_PAYMENT_OPEN, "STILL_OPEN");
  check_payment("pay-under-way", 500, OY_PAYMENT_OPEN, "STILL_OPEN"); /* only Remit's own COMPLETED counts */
  check_payment("retry", 1200, OY_PAYMENT_OPEN, "RATE_LIMITED"); /* it wants 1.5 s */
  check_payment("strange-code", -1, OY_PAYMENT_OPEN, "");
  check_payment("close", 0, OY_PAYMENT_OPEN, "CONNECTION_LOST");
}

static void *pay_for_a_second(void *scene) {
  CHECK(pay(scene, 1200) == OY_PAYMENT_OPEN);
  return NULL;
}

/* Pays, and lets nobody connect any more once the gateway has the payout. */
static void pay_then_nobody_listens(const char *scene) {
  static int number;
  static char mark[32];
  snprintf(mark, sizeof mark, "payout %d", ++number);
  account = mark;
  oy_client *peers = client;
  CHECK(symlink(getenv("OY_PEER"), path_of("gone.sock")) == 0);
  client = oy_client_new(path_of("gone.sock"));
  pthread_t thread;
  pthread_create(&thread, NULL, pay_for_a_second, (void *)scene);
  ask_aside("arrived", mark);
  unlink(path_of("gone.sock"));
  pthread_join(thread, NULL);
  oy_client_free(client);
  client = peers;
}

/* A program that pays in another way where nothing was sent would pay twice. */
static void says_that_it_was_sent_whatever_its_last_try_met(void) {
  const char *const scenes[] = {"close", "pay-deaf"}; /* then no Remit, then no WaitPayout reaches the gateway */
  for (int i = 0; i < 2; i++) {
    pay_then_nobody_listens(scenes[i]);
    CHECK_TEXT(error.reason, "CONNECT_FAILED");
    CHECK(!error.unsent);
    CHECK(strstr(error.message, "No such file or directory; the payout was sent before"));
    CHECK(!strstr(error.message, "nothing was sent"));
  }
}

static void says_that_no_try_was_sent(void) {
  oy_client *peers = client;
  client = oy_client_new(path_of("gone.sock"));
  check_payment("success", 1200, OY_PAYMENT_OPEN, "CONNECT_FAILED");
  check_unsent();
  oy_client_free(client);
  client = peers;
}

int main(void) {
  make_folder();
  client = client_of_peer();
  asks_until_it_is_paid();
  believes_the_gateway_that_it_is_not_paid();
  is_ended_by_no_answer_of_wait_payout();
  leaves_to_a_person_what_retrying_does_not_help();
  leaves_open_what_is_not_certain_in_time();
  says_that_it_was_sent_whatever_its_last_try_met();
  says_that_no_try_was_sent();
  oy_error_clear(&error);
  oy_client_free(client);
  rmdir(folder);
  return report("C client's oy_pay");
}
