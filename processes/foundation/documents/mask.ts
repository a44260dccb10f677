/** 证件号 with its middle hidden: `430121********1234`; short numbers keep a third at each end. */
export function maskIdNumber(text: string): string {
  return text.length >= 15 ? hideMiddle(text, 6, 4) : hideMiddle(text, Math.floor(text.length / 3), Math.floor(text.length / 3))
}

/** Phone number with its middle hidden: `138****1234`. */
export function maskPhone(text: string): string {
  return text.length >= 11 ? hideMiddle(text, 3, 4) : hideMiddle(text, Math.floor(text.length / 3), Math.floor(text.length / 3))
}

function hideMiddle(text: string, head: number, tail: number): string {
  const hidden = text.length - head - tail
  return hidden <= 0 ? text : `${text.slice(0, head)}${'*'.repeat(hidden)}${text.slice(text.length - tail)}`
}
