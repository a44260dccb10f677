import type { Device } from '#processes/foundation/alarms/device'
import { DEMO_DEPARTMENTS } from '#processes/foundation/demo/departments'
import { TOWN_POSITIONS } from '#processes/foundation/demo/town_positions'

/** Platform of the demo's devices by MQTT and HTTP. */
export const DEMO_SOURCE = 'demo-iot'
/** Source of the demo's stations by HJ 212. */
export const DEMO_STATIONS = 'hj212'

/** Basin of the covers that overflow together; 片区 as invented as all else here. */
export const FLOOD_AREA = '松雅湖片区（示例）'
export const FLOOD_COVERS = 500
/** Feeds the power of the covers on its road: while it has none, they raise nothing of their own. */
export const DEMO_PUMP = 'pump-xingsha-01'

interface KindRow {
  kind: string
  name: string
  owner: string | null
  count: number
  /** Of the towns; all when absent. */
  towns?: readonly string[]
  source?: string
  offlineAfterMs: number
}

const HOUR_MS = 3_600_000
const HILLS = ['town_jinjing', 'town_kaihui', 'town_fulin', 'town_beishan', 'town_qingshanpu', 'town_gaoqiao']
const BUILT_UP = ['street_xingsha', 'street_xianglong', 'street_quantang', 'street_changlong', 'street_langli', 'town_huanghua']
const RIVERSIDE = ['street_langli', 'town_huangxing', 'town_chunhua', 'town_jiangbei', 'town_lukou', 'town_ansha']

/** What stands in each town; `owner` null = the town itself. */
const KINDS: readonly KindRow[] = [
  { kind: 'manhole', name: '井盖', owner: 'urban', count: 4, offlineAfterMs: 24 * HOUR_MS },
  { kind: 'lift', name: '电梯', owner: 'market', count: 1, offlineAfterMs: 2 * HOUR_MS },
  { kind: 'pipe', name: '供水管网测压点', owner: 'water_supply', count: 1, offlineAfterMs: HOUR_MS },
  { kind: 'slope', name: '边坡位移监测点', owner: 'natural_resources', count: 1, towns: HILLS, offlineAfterMs: 6 * HOUR_MS },
  { kind: 'forest', name: '林区瞭望相机', owner: 'emergency', count: 1, towns: HILLS, offlineAfterMs: HOUR_MS },
  { kind: 'air', name: '空气质量站', owner: 'ecology', count: 1, towns: BUILT_UP, source: DEMO_STATIONS, offlineAfterMs: 2 * HOUR_MS },
  { kind: 'water', name: '水质自动站', owner: 'ecology', count: 1, towns: RIVERSIDE, source: DEMO_STATIONS, offlineAfterMs: 6 * HOUR_MS },
]

const shortName = new Map(DEMO_DEPARTMENTS.map(({ id, shortName: name }) => [id, name]))

/** `street_xingsha` → `xingsha`. */
const wordOf = (town: string): string => town.slice(town.indexOf('_') + 1)
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

/** The devices of the demo county: some of each kind in the towns where there is such a thing, all invented. */
export const DEMO_DEVICES: readonly Device[] = [...KINDS.flatMap(devicesOf), pump(), ...Array.from({ length: FLOOD_COVERS }, (_, index) => floodCover(index))]

function devicesOf({ kind, name, owner, count, towns, source = DEMO_SOURCE, offlineAfterMs }: KindRow, kindIndex: number): Device[] {
  return TOWN_POSITIONS.filter(([town]) => !towns || towns.includes(town)).flatMap(([town, longitude, latitude], townIndex) =>
    Array.from({ length: count }, (_, index): Device => ({
      source, deviceId: `${kind}-${wordOf(town)}-${String(index + 1).padStart(2, '0')}`, kind,
      name: `${shortName.get(town)}${name} ${index + 1} 号（示例）`, address: `${shortName.get(town)}示例路 ${10 * (index + 1)} 号旁`, town, grid: null,
      // apart from each other, near the middle
      longitude: round(longitude + (((kindIndex * 5 + index * 3 + townIndex) % 11) - 5) / 700), latitude: round(latitude + (((kindIndex * 7 + index * 2 + townIndex) % 13) - 6) / 800),
      owner: owner ?? town, parent: null, area: null, offlineAfterMs, enabled: true, drill: false,
    })))
}

function pump(): Device {
  return {
    source: DEMO_SOURCE, deviceId: DEMO_PUMP, kind: 'pump', name: '松雅湖排涝泵站（示例）', address: '松雅湖北路示例号', town: 'street_xingsha', grid: null, longitude: 113.0862, latitude: 28.2574, owner: 'water',
    parent: null, area: FLOOD_AREA, offlineAfterMs: HOUR_MS, enabled: true, drill: false,
  }
}

/** Covers along five roads of one low-lying place, twenty-five metres apart. */
function floodCover(index: number): Device {
  const road = index % 5
  return {
    source: DEMO_SOURCE, deviceId: `cover-${String(index + 1).padStart(3, '0')}`, kind: 'manhole', name: `松雅湖片区雨水井盖 ${index + 1} 号（示例）`, address: `松雅湖片区示例${'一二三四五'[road]}路 ${index + 1} 号井`,
    town: 'street_xingsha', grid: null, longitude: round(113.084 + Math.floor(index / 5) * 0.00025), latitude: round(28.255 + road * 0.0012), owner: 'urban', parent: null, area: FLOOD_AREA, offlineAfterMs: null,
    enabled: true, drill: false,
  }
}
