/** Longest payload of a reading, bytes. */
export const LONGEST_PAYLOAD = 64 * 1024
/** A topic and what stands around it. */
const LONGEST_PACKET = LONGEST_PAYLOAD + 1024
/** The first packet comes from nobody known yet. */
const LONGEST_CONNECT = 8 * 1024
const CONNECT = 1

/**
 * Follows the packets of one MQTT connection by their fixed headers (MQTT 3.1.1 §2.2) and answers false as soon as one begins that is too
 * long or none: the broker's parser would collect up to 256 MB of it first.
 */
export function createPacketGuard(): (chunk: Uint8Array) => boolean {
  let isFirst = true
  /** Bytes of the packet at hand that are still to come; -1 = its length is being read. */
  let missing = 0
  let length = 0
  let shift = 0
  const begin = (byte: number): boolean => {
    missing = -1
    length = 0
    shift = 0
    return byte >> 4 !== 0 && (!isFirst || byte >> 4 === CONNECT)
  }
  const readLength = (byte: number): boolean => {
    length += (byte & 0x7f) * 2 ** shift
    shift += 7
    if (byte & 0x80) return shift < 28
    missing = length
    const isAllowed = length <= (isFirst ? LONGEST_CONNECT : LONGEST_PACKET)
    isFirst = false
    return isAllowed
  }
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      if (missing > 0) {
        const skipped = Math.min(missing, chunk.length - at)
        missing -= skipped
        at += skipped
      } else {
        const byte = chunk[at++]!
        if (!(missing === 0 ? begin(byte) : readLength(byte))) return false
      }
    }
    return true
  }
}
