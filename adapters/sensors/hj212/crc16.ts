/**
 * CRC of a data segment as HJ 212—2017, annex A prints it: the register is shifted by eight *before* each byte is added, so it is
 * none of the usual CRC-16 of a table.
 */
export function crc16(bytes: Uint8Array): number {
  let register = 0xffff
  for (const byte of bytes) {
    register = (register >> 8) ^ byte
    for (let bit = 0; bit < 8; bit++) register = (register & 1) === 1 ? (register >> 1) ^ 0xa001 : register >> 1
  }
  return register
}

/** As it stands behind the data segment: four upper-case hexadecimal digits. */
export const crcText = (bytes: Uint8Array): string => crc16(bytes).toString(16).toUpperCase().padStart(4, '0')
