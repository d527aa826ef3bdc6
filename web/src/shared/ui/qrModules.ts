import { encode } from 'uqr';

/** The modules of a text's QR code, row by row, dark ones true. Level M survives a scratched or glaring screen. */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  return encode(text, { ecc: 'M', border: 0 }).data;
}
