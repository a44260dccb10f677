import { execFileSync, spawnSync } from 'node:child_process'

/** What the poppler tools say about a PDF. This folder judges the printed file as a stranger: nothing of the product is imported. */
export interface Word {
  text: string
  left: number
  top: number
  right: number
  bottom: number
}

export interface WordPage {
  width: number
  height: number
  words: Word[]
}

export interface EmbeddedFont {
  name: string
  isEmbedded: boolean
  isSubset: boolean
  hasUnicode: boolean
}

/** Grey picture of a page, 0 black to 255 white, row by row. */
export interface Raster {
  width: number
  height: number
  pixels: Uint8Array
}

const LARGEST_OUTPUT = 512 * 1024 * 1024

function run(tool: string, args: string[]): Buffer {
  return execFileSync(tool, args, { maxBuffer: LARGEST_OUTPUT, stdio: ['ignore', 'pipe', 'pipe'] })
}

export function hasPoppler(): boolean {
  return spawnSync('pdftoppm', ['-v']).error === undefined
}

/** Number of pages, or undefined with the complaint when the file can't be read without repair. */
export function readInfo(file: string): { pages: number } | { complaint: string } {
  const result = spawnSync('pdfinfo', [file], { encoding: 'utf8' })
  if (result.status !== 0 || result.stderr.trim() !== '') return { complaint: result.stderr.trim() || 'pdfinfo failed' }
  return { pages: Number(/^Pages:\s+(\d+)/m.exec(result.stdout)?.[1] ?? 0) }
}

export function readFonts(file: string): EmbeddedFont[] {
  const lines = run('pdffonts', [file]).toString('utf8').trim().split('\n').slice(2)
  return lines.map((line) => {
    const [, name = '', embedded, subset, unicode] = /^(\S+)\s.*?\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$/.exec(line) ?? []
    return { name, isEmbedded: embedded === 'yes', isSubset: subset === 'yes', hasUnicode: unicode === 'yes' }
  })
}

/** The text in the order in which it is drawn; pages end with a form feed. */
export function readText(file: string): string[] {
  return run('pdftotext', ['-raw', file, '-']).toString('utf8').split('\f').slice(0, -1)
}

export function readWords(file: string): WordPage[] {
  const xml = run('pdftotext', ['-bbox', file, '-']).toString('utf8')
  return xml.split('<page ').slice(1).map((page) => {
    const [, width, height] = /^width="([\d.]+)" height="([\d.]+)"/.exec(page) ?? []
    const words = [...page.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)</g)]
    return {
      width: Number(width),
      height: Number(height),
      words: words.map(([, left, top, right, bottom, text]) => ({
        text: unescape(text as string),
        left: Number(left),
        top: Number(top),
        right: Number(right),
        bottom: Number(bottom),
      })),
    }
  })
}

export function rasterise(file: string, dotsPerInch: number): Raster[] {
  const output = run('pdftoppm', ['-gray', '-r', String(dotsPerInch), file])
  const pages: Raster[] = []
  let at = 0
  while (at < output.length) {
    const header = /^P5\n(\d+) (\d+)\n255\n/.exec(output.subarray(at, at + 40).toString('latin1'))
    if (!header) throw new Error('pdftoppm wrote no PGM')
    const width = Number(header[1])
    const height = Number(header[2])
    const start = at + header[0].length
    pages.push({ width, height, pixels: new Uint8Array(output.subarray(start, start + width * height)) })
    at = start + width * height
  }
  return pages
}

function unescape(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;|&#39;/g, "'").replace(/&amp;/g, '&')
}
