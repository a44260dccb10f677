import { writeDateTime, writeDay } from '../checks/read_date.js'
import type { PlatformName } from '../interface/field.js'
import type { MaterialShelf } from './materials.js'

/** Something to send down, filled with invented people and places. */
export interface Sample {
  platform: PlatformName
  dataset: string
  data: Readonly<Record<string, unknown>>
}

const DAY_MS = 86_400_000

const MATERIALS: readonly (readonly [code: string, name: string])[] = [
  ['identity', '经营者或法定代表人身份证明'], ['premises', '经营场所使用证明'], ['layout', '经营场所平面布局图'],
  ['equipment', '主要设备设施清单'], ['food_safety', '食品安全管理制度'], ['health', '从业人员健康证明'],
]

/** An application for 开餐饮店一件事: the county's matter and form keys, as it published them. */
function application(serial: string, nowMs: number, shelf: MaterialShelf): Sample {
  return {
    platform: 'province', dataset: 'applications',
    data: {
      upperNo: `430000${writeDay(nowMs).replaceAll('-', '')}${serial}`, version: '1', itemCode: '示例ZT-430121-0001', itemName: '开餐饮店一件事',
      applicantType: '1', applicantName: '章示例', idType: '111', idNo: '430121199013320000', contactName: '章示例', contactPhone: '10000000000',
      address: '长沙县星沙街道望仙路示例号', source: '2', appliedAt: writeDateTime(nowMs), divisionCode: '430121',
      form: {
        operatorKind: 'individual', storeName: `章记家常菜馆${serial}`, storeTown: 'street_xingsha', storeAddress: '星沙街道望仙路示例号', placeArea: 48, staffCount: 6,
        foodKinds: ['hot', 'cold'], hasBusinessLicense: 'no', hasSignboard: 'no', isPublicGathering: 'yes',
      },
      materials: MATERIALS.map(([code, name]) => shelf.reference(`M-${serial}-${code.replaceAll('_', '-')}`, name, code)),
    },
  }
}

function ticket(platform: 'hotline' | 'mass-work', serial: string, nowMs: number): Sample {
  return {
    platform, dataset: 'tickets',
    data: {
      ticketNo: `${platform === 'hotline' ? 'RX' : 'QZ'}${writeDay(nowMs).replaceAll('-', '')}${serial}`, version: '1', title: '望仙路井盖松动', kind: platform === 'hotline' ? '投诉' : '求决',
      content: '星沙街道望仙路示例小区门口有一处井盖松动，车辆经过时声响很大，夜间影响休息，也担心行人摔倒，请尽快处理。',
      reporterName: '李示例', reporterPhone: '10000000001', isConfidential: '0', townName: '星沙街道', address: '望仙路示例小区门口',
      longitude: '113.080123', latitude: '28.245678', urgency: '2', receivedAt: writeDateTime(nowMs), answerDueAt: writeDateTime(nowMs + 5 * DAY_MS),
    },
  }
}

function dispatch(serial: string, nowMs: number): Sample {
  return {
    platform: 'city-brain', dataset: 'dispatches',
    data: {
      dispatchNo: `CN${writeDay(nowMs).replaceAll('-', '')}${serial}`, version: '1', title: '人民东路路面积水', content: '视频巡检发现泉塘街道人民东路示例路口积水约 20 厘米，请核实处置。',
      categoryCode: '03', urgency: '1', townName: '泉塘街道', address: '人民东路示例路口', longitude: '113.112345', latitude: '28.198765',
      dispatchedAt: writeDateTime(nowMs), feedbackDueAt: writeDateTime(nowMs + DAY_MS), sourceDevice: 'VIDEO-示例-0001',
    },
  }
}

export const SAMPLE_NAMES = ['application', 'hotline-ticket', 'mass-work-ticket', 'dispatch'] as const
export type SampleName = (typeof SAMPLE_NAMES)[number]

export function sampleOf(name: SampleName, serial: string, nowMs: number, shelf: MaterialShelf): Sample {
  switch (name) {
    case 'application': return application(serial, nowMs, shelf)
    case 'hotline-ticket': return ticket('hotline', serial, nowMs)
    case 'mass-work-ticket': return ticket('mass-work', serial, nowMs)
    case 'dispatch': return dispatch(serial, nowMs)
  }
}

/** A correction of what was sent: only the changed fields. */
export const correctionOf = (original: Sample, version: number, fields: Readonly<Record<string, unknown>>, nowMs: number): Sample => ({
  platform: original.platform, dataset: 'corrections',
  data: { originalNo: numberOf(original), version: String(version), correctedAt: writeDateTime(nowMs), reason: '填写有误，申请更正', fields },
})

export const withdrawalOf = (original: Sample, version: number, nowMs: number): Sample => ({
  platform: original.platform, dataset: 'withdrawals',
  data: { originalNo: numberOf(original), version: String(version), withdrawnAt: writeDateTime(nowMs), withdrawnBy: '1', reason: '本人不再办理' },
})

const numberOf = ({ data }: Sample): string => String(data.upperNo ?? data.ticketNo ?? data.dispatchNo)
