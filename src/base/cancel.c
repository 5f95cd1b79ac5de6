#include "dateline/cancel.h"

#include <stddef.h>

void dl_cancel_reset(dl_cancel *cancel)
{
    atomic_store(&cancel->reason, 0);
}

void dl_cancel_set(dl_cancel *cancel, int reason)
{
    int none = 0;
    atomic_compare_exchange_strong(&cancel->reason, &none, reason);
}

int dl_cancel_reason(const dl_cancel *cancel)
{
    return cancel ? atomic_load(&cancel->reason) : 0;
}
