let repertoire: Set<string> | null = null

/** Every character that GBK can write in one or two bytes. */
function gbkCharacters(): Set<string> {
  const decoder = new TextDecoder('gbk')
  const characters = new Set(Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)))
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = trail === 0x7f ? '' : decoder.decode(Uint8Array.of(lead, trail))
      if ([...character].length === 1 && character !== '\uFFFD' && !isPrivateUse(character)) characters.add(character)
    }
  }
  return characters
}

const isPrivateUse = (character: string): boolean => character >= '\uE000' && character <= '\uF8FF'

/** Whether a text can be kept in GBK: 㮾 and many rare names can't. */
export function isGbk(text: string): boolean {
  repertoire ??= gbkCharacters()
  for (const character of text) if (!repertoire.has(character)) return false
  return true
}
