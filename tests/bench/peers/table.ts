import { pointsOf, summary, type PeerResults, type Point, type Summary } from './results.js'

interface Words {
  head: string
  process: Readonly<Record<string, string>>
  clients: (n: number) => string
  unasked: string
  about: (results: PeerResults) => string
  load: (range: string) => string
}

const ENGLISH: Words = {
  head: 'process, clients | 星流 | Flowable | Operaton | times as fast | CPU s per 1,000, engine | … database | rows per instance',
  process: { p6: 'P6 completions/s', pu50: 'fifty tasks in a row, completions/s', p0: 'start → end, instances/s', ps: 'one automatic step, instances/s' },
  clients: (n) => (n === 1 ? '1 client' : `${n} clients`),
  unasked: 'at the peers\' own default history',
  about: ({ machine, date, plan }) =>
    `${date}, ${machine}, MariaDB on the same machine, durable commits. Median of ${plan.rounds} interleaved runs of ${plan.seconds} s (least–most), warm-up ${plan.javaWarmUp} s (JVM) and ` +
    `${plan.ownWarmUp} s (Node); points not shown were not measured. Rules and raw figures: tests/bench/peers, tests/bench/results/peers.json.`,
  load: (range) => ` Load average before the runs: ${range}.`,
}

const CHINESE: Words = {
  head: '流程、并发数 | 星流 | Flowable | Operaton | 倍数 | 每千次 CPU 秒：引擎 | ……数据库 | 每件写入行数',
  process: { p6: 'P6，办理次数/秒', pu50: '连续五十个任务，办理次数/秒', p0: '开始 → 结束，件/秒', ps: '一个自动步骤，件/秒' },
  clients: (n) => `${n} 个并发`,
  unasked: '对方默认历史级别',
  about: ({ machine, date, plan }) =>
    `${date}，${machine}，MariaDB 在同一台机器上，提交即落盘。${plan.rounds} 轮交替运行、每次 ${plan.seconds} 秒的中位数（最小–最大），预热 JVM ${plan.javaWarmUp} 秒、Node ${plan.ownWarmUp} 秒；` +
    '未列出的未测。规则与原始数据见 tests/bench/peers、tests/bench/results/peers.json。',
  load: (range) => `各轮开始前机器的平均负载：${range}。`,
}

/** How busy the machine was otherwise: figures of a busy one say little of speed, the CPU of a completion still says what it costs. */
function loadOf({ runs }: PeerResults): string | null {
  const loads = runs.flatMap(({ load }) => load ?? [])
  return loads.length ? `${Math.min(...loads)}–${Math.max(...loads)}` : null
}

const PEERS = ['flowable', 'operaton'] as const

const whole = (value: number): string => (Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '–')
const short = (value: number): string => (Number.isFinite(value) ? value.toPrecision(2) : '–')
const spread = ({ speed }: Summary): string => `${whole(speed.median)} (${whole(speed.least)}–${whole(speed.most)})`
const times = (own: Summary, peer: Summary): string => (own.speed.median / peer.speed.median).toFixed(1)

function line(results: PeerResults, point: Point, words: Words): string {
  const [own, ...peers] = ['xingliu', ...PEERS].map((engine) => summary(results.runs, engine, point)) as [Summary, ...Summary[]]
  const all = [own, ...peers]
  return [
    `${words.process[point.process] ?? point.process}, ${words.clients(point.clients)}`, ...all.map(spread), peers.map((peer) => times(own, peer)).join(' / '),
    all.map(({ cpu }) => short(cpu)).join(' / '), all.map(({ serverCpu }) => short(serverCpu)).join(' / '), all.map(({ rows }) => whole(rows)).join(' / '),
  ].join(' | ')
}

/** The peers as they are unasked, beside our figure of the rounds. */
function unaskedLine(results: PeerResults, point: Point, words: Words): string {
  const own = summary(results.runs, 'xingliu', point)
  const peers = PEERS.map((engine) => summary(results.unasked, engine, point))
  const name = `${words.process[point.process] ?? point.process}, ${words.clients(point.clients)}, ${words.unasked}`
  return [
    name, spread(own), ...peers.map(({ speed }) => whole(speed.median)), peers.map((peer) => times(own, peer)).join(' / '),
    [own, ...peers].map(({ cpu }) => short(cpu)).join(' / '), [own, ...peers].map(({ serverCpu }) => short(serverCpu)).join(' / '), [own, ...peers].map(({ rows }) => whole(rows)).join(' / '),
  ].join(' | ')
}

/** The comparison as a table for README, from the raw results. */
export function peersTable(results: PeerResults, language: 'en' | 'zh'): string {
  const words = language === 'en' ? ENGLISH : CHINESE
  const columns = words.head.split(' | ').length
  const lines = [
    words.head, ['---', ...Array<string>(columns - 1).fill('--:')].join(' | '),
    ...pointsOf(results.runs).map((point) => line(results, point, words)), ...pointsOf(results.unasked).map((point) => unaskedLine(results, point, words)),
  ]
  const load = loadOf(results)
  return `${lines.map((text) => `| ${text} |`).join('\n')}\n\n${words.about(results)}${load === null ? '' : words.load(load)}`
}
