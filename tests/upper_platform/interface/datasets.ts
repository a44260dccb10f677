import { CITY_BRAIN_DATASETS, EMERGENCY_DATASETS, HOTLINE_DATASETS, MY_CHANGSHA_DATASETS } from './city.js'
import type { Dataset, PlatformName } from './field.js'
import { GOOD_REVIEW_DATASETS, PROVINCE_DATASETS } from './province.js'

export interface Platform {
  zh: string
  /** Characters its texts may hold. */
  charset: 'GBK' | 'Unicode'
  /** How it receives unless told otherwise: the verdict at once, or 202 and the verdict later. */
  receipt: 'sync' | 'queued'
  /** Whether 入库确认 follows an acceptance. */
  confirms: boolean
}

export const PLATFORMS: Readonly<Record<PlatformName, Platform>> = {
  'province': { zh: '省一体化政务服务平台', charset: 'GBK', receipt: 'sync', confirms: true },
  'good-review': { zh: '国家好差评（省级汇聚）', charset: 'GBK', receipt: 'sync', confirms: false },
  'city-brain': { zh: '市级城市超脑', charset: 'Unicode', receipt: 'queued', confirms: false },
  'emergency': { zh: '省市应急平台', charset: 'Unicode', receipt: 'sync', confirms: true },
  'hotline': { zh: '12345 热线平台', charset: 'Unicode', receipt: 'sync', confirms: false },
  'my-changsha': { zh: '我的长沙', charset: 'Unicode', receipt: 'sync', confirms: false },
  'mass-work': { zh: '网上群众工作部', charset: 'Unicode', receipt: 'sync', confirms: false },
}

export const DATASETS: readonly Dataset[] = [...PROVINCE_DATASETS, ...GOOD_REVIEW_DATASETS, ...CITY_BRAIN_DATASETS, ...EMERGENCY_DATASETS, ...HOTLINE_DATASETS, ...MY_CHANGSHA_DATASETS]

export const datasetOf = (platform: string, name: string): Dataset | undefined => DATASETS.find((dataset) => dataset.platform === platform && dataset.name === name)

/** Value of `schema` in the envelope: `province/application`. */
export const schemaOf = (dataset: Pick<Dataset, 'platform' | 'name'>): string => `${dataset.platform}/${dataset.name}`
