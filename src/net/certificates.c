/* Reads PEM files of certificates. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/certificates.h"

#include "base/arena.h"

#include <limits.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/pem.h>

struct certificates {
    STACK_OF(X509_INFO) * items;
};

struct certificates *certificates_read(const struct text *pem, const char *what,
                                       struct error *err)
{
    struct certificates *certificates = calloc(1, sizeof *certificates);
    if (certificates == NULL || pem->length > INT_MAX)
        arena_out_of_memory();
    BIO *bytes = BIO_new_mem_buf(pem->bytes, (int)pem->length);
    if (bytes != NULL)
        certificates->items = PEM_X509_INFO_read_bio(bytes, NULL, NULL, NULL);
    BIO_free(bytes);
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    if (certificates->items != NULL)
        return certificates;
    certificates_free(certificates);
    error_set(err, ERROR_USAGE, "%s: its certificates cannot be read: %s", what,
              reason != NULL ? reason : "no PEM");
    return NULL;
}

void certificates_free(struct certificates *certificates)
{
    if (certificates == NULL)
        return;
    sk_X509_INFO_pop_free(certificates->items, X509_INFO_free);
    free(certificates);
}

bool certificates_add(const struct certificates *certificates, X509_STORE *store)
{
    bool is_ok = true;
    for (int i = 0; is_ok && i < sk_X509_INFO_num(certificates->items); i++) {
        const X509_INFO *item = sk_X509_INFO_value(certificates->items, i);
        if (item->x509 != NULL)
            is_ok = X509_STORE_add_cert(store, item->x509) == 1;
        if (is_ok && item->crl != NULL)
            is_ok = X509_STORE_add_crl(store, item->crl) == 1;
    }
    return is_ok;
}
