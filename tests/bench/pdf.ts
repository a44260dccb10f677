import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import type { Block } from '#forms/documents/blocks'
import { createPdfRenderer } from '#forms/documents/pdf_renderer'
import type { PdfOutput, PdfRenderer } from '#forms/documents/pdf_renderer'
import { renderTemplate } from '#forms/documents/render_template'
import { RESTAURANT_SNAPSHOT } from '#tests/forms/documents/fixtures/restaurant_snapshot'
import type { BenchRow } from './row.js'

const ROUNDS = 15
const MOST_KILOBYTES = 300
const TEMPLATE = new URL('../../processes/one-thing/restaurant/documents/permit_grant.hbs', import.meta.url)

/** Prose of some 300 different hanzi, varied in place, so that subsets are as large as in a real report. */
const PROSE = [
  '经现场核查，经营场所位于星沙街道，周边二十五米内无暴露垃圾场、旱厕等污染源，室内地面铺设防滑瓷砖，墙面贴砖至顶，排水通畅，符合卫生要求。',
  '厨房按原料进入、加工制作、成品供应的流程布局，粗加工、切配、烹饪、洗消、备餐区域划分明确，冷藏冷冻设备运转正常，防蝇防鼠设施齐备。',
  '户外招牌长六米、高一米二，采用阻燃材料，安装牢固，未遮挡消防登高面和建筑窗户，夜间照明亮度适宜，与沿街风貌协调一致。',
  '消防设施器材配置到位，疏散通道畅通，安全出口标志清晰，燃气管道设有紧急切断阀和浓度报警装置，从业人员已接受消防安全培训并记录存档。',
]

/** Printing times are the median as the caller sees them, thread crossing included. */
export async function benchPdf(): Promise<BenchRow[]> {
  const renderer = createPdfRenderer({ fontCacheDir: fileURLToPath(new URL('../../var/fonts/', import.meta.url)) })
  const source = readFileSync(TEMPLATE, 'utf8')
  try {
    const [first] = await timed(1, () => print(renderer, onePage()))
    const onePageTimes = await timed(ROUNDS, () => print(renderer, onePage()))
    const fiveFaceTimes = await timed(ROUNDS, () => print(renderer, fiveFaces()))
    const before = performance.eventLoopUtilization()
    const twentyPageTimes = await timed(ROUNDS, () => print(renderer, twentyPages()))
    const own = performance.eventLoopUtilization(before).active / ROUNDS
    const documentTimes = await timed(ROUNDS, () => print(renderer, renderTemplate(source, RESTAURANT_SNAPSHOT).blocks))
    const one = await print(renderer, onePage())
    const twenty = await print(renderer, twentyPages())
    return [
      atMost('pdf: first page after start (thread, fonts)', first ?? Infinity, 'ms', null),
      atMost('pdf: one page, two faces', median(onePageTimes), 'ms', 80),
      atMost('pdf: one page, five styles', median(fiveFaceTimes), 'ms', 300),
      atMost(`pdf: ${twenty.pages} pages`, median(twentyPageTimes), 'ms', 500),
      atMost('pdf: 准予行政许可决定书 from template to bytes', median(documentTimes), 'ms', 80),
      atMost('pdf: size of one page', one.pdf.length / 1024, 'KB', MOST_KILOBYTES),
      atMost(`pdf: size of ${twenty.pages} pages`, twenty.pdf.length / 1024, 'KB', MOST_KILOBYTES),
      atMost('pdf: work of the calling thread for 20 pages', own, 'ms', 10),
    ]
  } finally {
    await renderer.close()
  }
}

function atMost(name: string, value: number, unit: string, goal: number | null): BenchRow {
  return { name, value, unit, goal, met: goal === null ? null : value <= goal }
}

function print(renderer: PdfRenderer, blocks: Block[]): Promise<PdfOutput> {
  return renderer.render({ blocks, meta: { title: '测量', createdAtMs: 0 } })
}

async function timed(rounds: number, work: () => Promise<PdfOutput>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return times
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Infinity
}

function onePage(): Block[] {
  return [{ kind: 'title', text: '现场核查报告' }, ...PROSE.map((text): Block => ({ kind: 'paragraph', spans: [{ text }] }))]
}

function fiveFaces(): Block[] {
  const faces = ['song', 'hei', 'kai', 'fang'] as const
  return [{ kind: 'title', text: '现场核查报告' }, ...faces.map((face, index): Block => ({ kind: 'paragraph', face, spans: [{ text: PROSE[index] ?? '' }] }))]
}

function twentyPages(): Block[] {
  const paragraphs = Array.from({ length: 156 }, (_, index): Block => {
    const text = `${index + 1}．${PROSE[index % PROSE.length]}核查时间为2026年3月${(index % 28) + 1}日。`
    return { kind: 'paragraph', spans: [{ text }] }
  })
  return [{ kind: 'title', text: '现场核查报告' }, ...paragraphs, { kind: 'footer', pageNumbers: true }]
}
