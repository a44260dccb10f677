import type { AlarmGrouping, AlarmRule, Condition, RuleBusiness, RuleLevel } from '#processes/foundation/alarms/rule'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

const above = (value: string, limit: number, margin: number): Condition => ({ type: 'threshold', value, above: limit, below: null, margin, averageMs: null })
const below = (value: string, limit: number, margin: number): Condition => ({ type: 'threshold', value, above: null, below: limit, margin, averageMs: null })
const lasting = (forMs: number, of: Condition): Condition => ({ type: 'lasting', forMs, of })

/** A 五零 event of the kind, reported by the sensor: its place is the device's. `description` is FEEL. */
const event = (subtype: string, description: string, { level = 'normal', urgent = false } = {}): RuleBusiness => ({
  definitionKey: 'five_zero_event', form: 'report', urgent,
  variables: {
    channel: 'sensor', level, subtype, description: `=${description}`,
    town: '=device.town', grid: '=device.grid', address: '=device.address', longitude: '=device.longitude', latitude: '=device.latitude',
  },
})

const rule = (id: string, kind: string, deviceKinds: readonly string[], levels: readonly RuleLevel[], business: RuleBusiness | null, more: Partial<AlarmRule> = {}): AlarmRule => ({
  id: `demo_${id}`, name: kind, kind, enabled: true, deviceKinds, devices: [], levels, business, inhibitsChildren: false, reopenMs: 30 * MINUTE_MS, ...more,
})

/** Kind of the alarm that many covers raise at once in the rain. */
export const OVERFLOW = '井盖满溢'
/** Kind of the alarm that stands for them. */
export const WATERLOGGING = '片区内涝'
export const STORM = '报警风暴'

/**
 * Rules of the demo. Limits are examples: those of 井盖 after what vendors usually set, of water after GB 3838 class Ⅲ, of air after an hourly
 * limit that a county would set itself. The county's own are edited in the page.
 */
export const DEMO_RULES: readonly AlarmRule[] = [
  rule('manhole_tilt', '井盖倾斜', ['manhole'], [
    // wide open: at once, but not for the jolt of a lorry
    { severity: 'critical', when: lasting(2 * SECOND_MS, above('tilt', 45, 5)) },
    { severity: 'major', when: lasting(30 * SECOND_MS, above('tilt', 15, 3)) },
  ], event('AQ01', '"物联监测：" + device.name + "倾斜 " + string(values.tilt) + " 度，请到现场查看并防护。"', { urgent: true })),
  rule('manhole_overflow', OVERFLOW, ['manhole'], [{ severity: 'major', when: above('water_percent', 95, 10) }],
    event('AQ04', '"物联监测：" + device.name + "水位达到井深的 " + string(values.water_percent) + "%，可能满溢积水。"')),
  rule('manhole_gas', '井下可燃气体', ['manhole'], [
    { severity: 'critical', when: above('methane', 50, 5) },
    { severity: 'minor', when: lasting(MINUTE_MS, above('methane', 20, 3)) },
  ], event('AQ02', '"物联监测：" + device.name + "可燃气体达到爆炸下限的 " + string(values.methane) + "%。"', { urgent: true })),
  rule('lift_trapped', '电梯困人', ['lift'], [{ severity: 'critical', when: { type: 'own_alarm', kinds: ['trapped'] } }],
    event('AQ03', '"物联监测：" + device.name + "发出困人报警，请 30 分钟内到场救援。"', { urgent: true })),
  rule('pipe_pressure', '管网压力异常', ['pipe'], [{
    severity: 'major',
    when: { type: 'any', of: [lasting(5 * MINUTE_MS, below('pressure', 0.14, 0.02)), { type: 'change', value: 'pressure', direction: 'fall', by: 0.05, withinMs: 5 * MINUTE_MS }] },
  }], event('AQ07', '"物联监测：" + device.name + "压力 " + string(values.pressure) + " MPa，疑似爆管，请查看路面。"', { urgent: true })),
  rule('slope_moves', '边坡位移加速', ['slope'], [
    { severity: 'critical', when: { type: 'change', value: 'displacement', direction: 'rise', by: 30, withinMs: HOUR_MS } },
    { severity: 'major', when: { type: 'change', value: 'displacement', direction: 'rise', by: 10, withinMs: HOUR_MS } },
  ], event('AQ06', '"物联监测：" + device.name + "一小时内位移明显加快，累计 " + string(values.displacement) + " 毫米，请到现场查看，必要时转移群众。"', { urgent: true })),
  rule('forest_fire', '疑似森林火情', ['forest'], [{ severity: 'critical', when: { type: 'repeated', times: 2, withinMs: 3 * MINUTE_MS, of: above('confidence', 0.8, 0.1) } }],
    event('AQ08', '"物联监测：" + device.name + "识别到疑似火情（置信度 " + string(values.confidence) + "），请人工确认。"', { level: 'major', urgent: true })),
  rule('dust', '扬尘超标', ['air'], [{
    severity: 'minor',
    when: { type: 'any', of: [above('pm10_hour', 0.15, 0.02), { type: 'threshold', value: 'pm10', above: 0.15, below: null, margin: 0.02, averageMs: HOUR_MS }] },
  }], event('JS03', '"物联监测：" + device.name + " PM10 小时均值超过 0.15 毫克/立方米，请查周边工地。"')),
  rule('water_quality', '水质超标', ['water'], [{
    severity: 'major',
    when: { type: 'any', of: [above('ammonia', 1, 0.1), above('total_phosphorus', 0.2, 0.02), below('dissolved_oxygen', 5, 0.5), above('permanganate', 6, 0.5)] },
  }], event('HJ06', '"物联监测：" + device.name + "水质劣于Ⅲ类，请排查上游。"')),
  rule('pump_power', '泵站断电', ['pump'], [{ severity: 'major', when: { type: 'own_alarm', kinds: ['power_off'] } }],
    event('AQ04', '"物联监测：" + device.name + "断电，请查看是否积水。"', { urgent: true }), { inhibitsChildren: true }),
  rule('offline', '设备离线', [], [{ severity: 'warning', when: { type: 'offline', afterMs: null } }], null),
]

/** What is put together: covers of one place that overflow in the rain are one event, and a flood of alarms of one line is one case for the officer on duty. */
export const DEMO_GROUPINGS: readonly AlarmGrouping[] = [
  {
    id: 'demo_waterlogging', name: WATERLOGGING, enabled: true, purpose: 'area', kinds: [OVERFLOW], by: ['area'], withinMs: 10 * MINUTE_MS, count: 10, waitMs: 10 * SECOND_MS, quietMs: 60 * MINUTE_MS,
    makes: {
      kind: WATERLOGGING, severity: 'critical',
      business: event('AQ04', 'device.area + "多处井盖满溢（已有 " + string(alarm.members) + " 处报警），请按内涝处置。"', { level: 'major', urgent: true }),
    },
  },
  {
    id: 'demo_storm', name: STORM, enabled: true, purpose: 'storm', kinds: [], by: ['source', 'kind'], withinMs: MINUTE_MS, count: 30, waitMs: 2 * SECOND_MS, quietMs: 5 * MINUTE_MS,
    makes: { kind: STORM, severity: 'major', business: { definitionKey: 'sensor_duty', form: 'storm', urgent: true, variables: { held: '=alarm.members', about: '=alarm.name' } } },
  },
]
