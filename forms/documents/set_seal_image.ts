import type { Block } from './blocks.js'

/** The same document with the unit's seal (PNG or JPEG bytes) in place of the ring that marks where to stamp. */
export function setSealImage(blocks: Block[], imagePngOrJpeg: Uint8Array): Block[] {
  return blocks.map((block) => (block.kind === 'seal' ? { ...block, imagePngOrJpeg } : block))
}
