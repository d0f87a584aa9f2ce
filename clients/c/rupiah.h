/* An amount as the programs here print it. */
#ifndef RUPIAH_H
#define RUPIAH_H

#include <inttypes.h>
#include <stdio.h>

/* "Rp 1.250.000", in `text`, which is returned. */
static inline const char *rupiah(int64_t amount, char text[40]) {
  char digits[24];
  int length = snprintf(digits, sizeof digits, "%" PRId64, amount), end = snprintf(text, 40, "Rp ");
  for (int i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      text[end++] = '.';
    text[end++] = digits[i];
  }
  text[end] = 0;
  return text;
}

#endif
