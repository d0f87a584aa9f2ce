/* Prints how the rows of a list stand, and what to do. */
#ifndef REPORT_H
#define REPORT_H

#include <stdio.h>

#include "../rupiah.h"
#include "row.h"

enum { FEW = 10 }; /* rows that are shown of those that the next run settles by itself */

static const char *const standing_names[STANDINGS] = {"paid", "not paid", "for a person", "open", "not asked for"};

static const char *const what_to_do[STANDINGS] = {
    [NOT_PAID] = "as of now. To pay these all the same, mend the cause, run this again, and right after it a list of them"
                 " with new keys",
    [FOR_A_PERSON] = "look at what the line says. Mend it, keep the key, and run this again",
    [OPEN] = "it may be paid. Keep the key, and run this again, with the same list",
    [NOT_ASKED_FOR] = "by this run. Run it again, with the same list"};

static inline void print_sum(FILE *out, const char *name, const row *rows, size_t count, standing from, standing to) {
  int64_t sum = 0;
  size_t these = 0;
  char text[40];
  for (size_t i = 0; i < count; i++) {
    if (rows[i].standing >= from && rows[i].standing <= to) {
      these++;
      sum += rows[i].amount;
    }
  }
  fprintf(out, "%-14s%7zu  %24s\n", name, these, rupiah(sum, text));
}

/* Why the rows of this standing are not paid. */
static inline void print_words(FILE *out, const row *rows, size_t count, standing is) {
  size_t told = 0;
  char text[40];
  for (size_t i = 0; i < count; i++)
    if (rows[i].standing == is && *rows[i].word && (++told <= FEW || is == NOT_PAID || is == FOR_A_PERSON))
      fprintf(out, "%-14s%s  %s  %s\n", standing_names[is], rows[i].name, rupiah(rows[i].amount, text), rows[i].word);
  if (told > FEW && (is == OPEN || is == NOT_ASKED_FOR))
    fprintf(out, "%-14sand %zu more\n", standing_names[is], told - FEW);
}

/* The exit status: 0 every row is paid, 1 all is certain, 3 run it again, also where not all of `out` could be written. */
static inline int print_report(FILE *out, const row *rows, size_t count, const char *held) {
  size_t counts[STANDINGS] = {0};
  for (size_t i = 0; i < count; i++)
    counts[rows[i].standing]++;
  for (standing is = NOT_PAID; is < STANDINGS; is++)
    print_words(out, rows, count, is);
  fprintf(out, "\n");
  for (standing is = PAID; is < STANDINGS; is++)
    print_sum(out, standing_names[is], rows, count, is, is);
  print_sum(out, "in all", rows, count, PAID, NOT_ASKED_FOR);
  fprintf(out, "\n");
  if (*held)
    fprintf(out, "nothing new was asked for any more: %s\n", held);
  for (standing is = NOT_PAID; is < STANDINGS; is++)
    if (counts[is])
      fprintf(out, "%s: %s\n", standing_names[is], what_to_do[is]);
  if (counts[PAID] == count)
    fprintf(out, "every row is paid\n");
  if (fflush(out) != 0 || ferror(out))
    return 3;
  return counts[PAID] == count ? 0 : counts[PAID] + counts[NOT_PAID] == count ? 1 : 3;
}

#endif
