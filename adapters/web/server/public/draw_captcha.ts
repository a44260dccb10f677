import { randomInt } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Font } from 'fontkit'

const WIDTH = 190
const HEIGHT = 64
const SIZE = 40
const FACE = '@fontsource/noto-sans-sc/files/noto-sans-sc-latin-700-normal.woff'

let face: Promise<Font> | undefined

const loadFace = async (): Promise<Font> => {
  const { openSync } = await import('fontkit')
  return openSync(createRequire(import.meta.url).resolve(FACE)) as Font
}

const between = (from: number, to: number): number => from + ((to - from) * randomInt(10_000)) / 10_000

/** The characters as one bent outline among strokes of the same colour; no text is in the file. */
export async function drawCaptcha(text: string): Promise<string> {
  const font = await (face ??= loadFace().catch((error: unknown) => {
    // not for ever: the next picture tries again
    face = undefined
    throw error
  }))
  const bend = createBend()
  const step = (WIDTH - 30) / text.length
  const outlines = [...text].map((character, index) => outlineOf(font, character, 14 + index * step, bend))
  const strokes = Array.from({ length: 4 }, () => strokeAcross())
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#eef2f7"/>`,
    `<path d="${outlines.join('')}" fill="#2b3b52"/>`,
    `<path d="${strokes.join('')}" fill="none" stroke="#2b3b52" stroke-width="1.4" stroke-opacity="0.75"/>`,
    '</svg>',
  ].join('')
}

type Bend = (x: number, y: number) => readonly [number, number]

/** Two waves across the whole picture, so that no two drawings of a character have the same outline. */
function createBend(): Bend {
  const [high, wide] = [between(3, 5.5), between(2, 4)]
  const [first, second] = [between(0, 6.28), between(0, 6.28)]
  const [long, short] = [between(34, 55), between(22, 36)]
  return (x, y) => [x + wide * Math.sin(y / short + second), y + high * Math.sin(x / long + first)]
}

function outlineOf(font: Font, character: string, left: number, bend: Bend): string {
  const glyph = font.layout(character).glyphs[0]!
  const scale = (SIZE * between(0.88, 1.15)) / font.unitsPerEm
  const turn = between(-0.32, 0.32)
  const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale]
  const baseline = HEIGHT * 0.5 + SIZE * 0.36 + between(-4, 4)
  const half = glyph.advanceWidth / 2
  const place = (x: number, y: number): string =>
    bend(left + half * scale + (x - half) * cos - y * sin, baseline - (x - half) * sin - y * cos).map((one) => one.toFixed(1)).join(' ')
  return glyph.path.commands.map(({ command, args }) => LETTERS[command] + points(args).map(([x, y]) => place(x, y)).join(' ')).join('')
}

const LETTERS: Readonly<Record<string, string>> = { moveTo: 'M', lineTo: 'L', quadraticCurveTo: 'Q', bezierCurveTo: 'C', closePath: 'Z' }

const points = (numbers: readonly number[]): [number, number][] => Array.from({ length: numbers.length / 2 }, (_, index) => [numbers[index * 2]!, numbers[index * 2 + 1]!])

function strokeAcross(): string {
  const at = (from: number, to: number) => between(from, to).toFixed(1)
  return `M${at(0, 20)} ${at(6, HEIGHT - 6)}C${at(40, 80)} ${at(0, HEIGHT)} ${at(100, 140)} ${at(0, HEIGHT)} ${at(WIDTH - 20, WIDTH)} ${at(6, HEIGHT - 6)}`
}
