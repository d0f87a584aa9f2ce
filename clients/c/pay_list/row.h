/* A payout of a list, and what is known of it. */
#ifndef ROW_H
#define ROW_H

#include <oy/oy.h>
#include <stdint.h>

typedef enum standing { PAID, NOT_PAID, FOR_A_PERSON, OPEN, NOT_ASKED_FOR, STANDINGS } standing;

typedef struct row {
  char *name; /* its partner_trx_id */
  char *bank, *account, *note, *email;
  int64_t amount;
  standing standing;
  Oy__V1__PayoutState state; /* as Remit answered last */
  char word[300];            /* why it is not paid */
} row;

#endif
