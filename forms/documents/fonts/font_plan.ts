import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FaceStyle } from '../blocks.js'
import type { FontReport } from '../pdf_renderer.js'
import { countFaces, readCharacterMap, readName, readTables, requireTable } from './sfnt.js'

export type FontSourceKind = 'operator' | 'system' | 'bundled'

/** One face and where its bytes lie: a font file, or web slices that are merged into `cacheFile` on first use. */
export interface FontSource {
  /** Tells faces apart: an operator's file may bear the name of a bundled one. */
  id: string
  /** PostScript name. */
  name: string
  source: FontSourceKind
  file?: string
  slices?: { files: string[]; cacheFile: string }
}

/** The faces of each style in the order in which they are asked for a character. Plain data: it is sent to the workers. */
export interface FontPlan {
  chains: Record<FaceStyle, FontSource[]>
  report: FontReport
}

export interface FontPlanOptions {
  fontCacheDir: string
  operatorFontDir?: string
  /** Off in tests that prove that the fonts from npm are enough. */
  useSystemFonts?: boolean
}

const STYLES: FaceStyle[] = ['song', 'song-bold', 'hei', 'kai', 'fang']
const STYLE_NAMES: Record<FaceStyle, string> = { song: '宋体', 'song-bold': '小标宋', hei: '黑体', kai: '楷体', fang: '仿宋' }
/** What stands in when no face of the style is there. */
const STAND_IN: Record<FaceStyle, FaceStyle> = { song: 'song', 'song-bold': 'song-bold', hei: 'hei', kai: 'kai', fang: 'song' }

/** File and font names by which operators' fonts are recognised; the first style that matches takes the file. */
const OPERATOR_PATTERNS: [FaceStyle, RegExp][] = [
  ['fang', /仿宋|fang|stfangso/i],
  ['song-bold', /小标宋|xiaobiaosong|fzxbs|xbsjw|zhongsong|中宋|song.*bold|songbold/i],
  ['kai', /楷|kai/i],
  ['hei', /黑体|黑|hei/i],
  ['song', /宋|song|simsun/i],
]

/** Faces that npm has not, at the places where Debian and Ubuntu packages put them. */
const SYSTEM_FACES: [FaceStyle, string, string][] = [
  ['fang', '/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf', 'FandolFang-Regular'],
  ['kai', '/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolKai-Regular.otf', 'FandolKai-Regular'],
]

/** Wide faces of the same design as the bundled ones: they give the characters that the web slices lack. */
const SYSTEM_FALLBACKS: [FaceStyle[], string, string][] = [
  [['song', 'fang', 'kai'], '/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc', 'NotoSerifCJKsc-Regular'],
  [['song-bold'], '/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc', 'NotoSerifCJKsc-Bold'],
  [['hei'], '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
]

const BUNDLED: [FaceStyle, string, string, string][] = [
  ['song', '@fontsource/noto-serif-sc', '400', 'NotoSerifSC-Regular'],
  ['song-bold', '@fontsource/noto-serif-sc', '700', 'NotoSerifSC-Bold'],
  ['hei', '@fontsource/noto-sans-sc', '400', 'NotoSansSC-Regular'],
  ['kai', '@fontsource/lxgw-wenkai', '500', 'LXGWWenKai-Regular'],
]

/** Decides, by looking at the disk once, which face prints which style on this machine. */
export function planFonts(options: FontPlanOptions): FontPlan {
  const rejected: FontReport['rejected'] = []
  const operator = options.operatorFontDir ? operatorFaces(options.operatorFontDir, rejected) : new Map<FaceStyle, FontSource[]>()
  const bundled = new Map(BUNDLED.map(([style, ...face]) => [style, bundledFace(options.fontCacheDir, ...face)] as const))
  const useSystem = options.useSystemFonts !== false
  const chains = {} as FontPlan['chains']
  for (const style of STYLES) {
    const own = [...(operator.get(style) ?? []), ...(useSystem ? systemFaces(style) : [])]
    const rest = [STAND_IN[style], 'song', 'hei', 'kai'] as FaceStyle[]
    const bundledFirst = bundled.get(STAND_IN[style])
    const chain = [...own, bundledFirst, ...(useSystem ? systemFallbacks(style) : []), ...rest.map((other) => bundled.get(other))]
    const wanted = chain.filter((face) => face !== undefined)
    chains[style] = wanted.filter((face, index) => wanted.findIndex(({ id }) => id === face.id) === index)
  }
  return { chains, report: reportOf(chains, rejected) }
}

function operatorFaces(directory: string, rejected: FontReport['rejected']): Map<FaceStyle, FontSource[]> {
  const faces = new Map<FaceStyle, FontSource[]>()
  if (!existsSync(directory)) return faces
  for (const fileName of readdirSync(directory).sort()) {
    if (!/\.(ttf|otf|ttc|otc|woff)$/i.test(fileName)) continue
    try {
      const file = join(directory, fileName)
      const { name, fullName } = inspect(readFileSync(file))
      const style = OPERATOR_PATTERNS.find(([, pattern]) => pattern.test(fileName) || pattern.test(fullName))?.[0]
      if (!style) rejected.push({ file: fileName, reason: '文件名看不出是仿宋、小标宋、楷体、黑体还是宋体，请改名后重启。' })
      else faces.set(style, [...(faces.get(style) ?? []), { id: `operator:${name}`, name, source: 'operator', file }])
    } catch {
      rejected.push({ file: fileName, reason: '不是可用的字体文件，请重新上传 TTF 或 OTF 字体。' })
    }
  }
  return faces
}

/** The name of the face that is used of a file: of a collection, the simplified Chinese one, else the first. */
function inspect(bytes: Uint8Array): { name: string; fullName: string } {
  const faces = Array.from({ length: countFaces(bytes) }, (_, index) => readTables(bytes, index))
  const names = faces.map((tables) => ({ tables, name: readName(tables, 6), fullName: readName(tables, 4) ?? '' }))
  const chosen = names.find(({ name }) => name && /sc|gb/i.test(name)) ?? names[0]
  if (!chosen?.name) throw new Error('font without a PostScript name')
  readCharacterMap(requireTable(chosen.tables, 'cmap'))
  return { name: chosen.name, fullName: chosen.fullName }
}

function systemFaces(style: FaceStyle): FontSource[] {
  return SYSTEM_FACES.filter(([of, file]) => of === style && existsSync(file)).map(([, file, name]) => systemFace(file, name))
}

function systemFallbacks(style: FaceStyle): FontSource[] {
  return SYSTEM_FALLBACKS.filter(([styles, file]) => styles.includes(style) && existsSync(file)).map(([, file, name]) => systemFace(file, name))
}

function systemFace(file: string, name: string): FontSource {
  return { id: `system:${name}`, name, source: 'system', file }
}

function bundledFace(cacheDir: string, packageName: string, weight: string, name: string): FontSource | undefined {
  const packageFile = createRequire(import.meta.url).resolve(`${packageName}/package.json`)
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
  const directory = join(dirname(packageFile), 'files')
  const ending = `-${weight}-normal.woff`
  const files = readdirSync(directory)
    .filter((file) => file.endsWith(ending))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((file) => join(directory, file))
  if (files.length === 0) return undefined
  return { id: name, name, source: 'bundled', slices: { files, cacheFile: join(cacheDir, `${name}-${version}-merge1.ttf`) } }
}

function reportOf(chains: FontPlan['chains'], rejected: FontReport['rejected']): FontReport {
  const faces = STYLES.flatMap((style) => {
    const first = chains[style][0]
    if (!first) return []
    const isStandIn = first.source === 'bundled' && (style === 'fang' || style === 'song-bold')
    return [{ style, name: first.name, source: first.source, ...(isStandIn ? { standsInFor: STYLE_NAMES[style] } : {}) }]
  })
  const used = new Set(faces.map((face) => face.name))
  const fallbacks = new Map(STYLES.flatMap((style) => chains[style].map((face) => [face.name, face.source] as const)))
  return {
    faces,
    fallbacks: [...fallbacks].filter(([name]) => !used.has(name)).map(([name, source]) => ({ name, source })),
    rejected,
  }
}
