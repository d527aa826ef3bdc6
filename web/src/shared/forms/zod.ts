import * as z from 'zod/mini';

// Without this, zod tries to compile its checks at run time, which the page's policy refuses and reports.
z.config({ jitless: true });

export { z };
