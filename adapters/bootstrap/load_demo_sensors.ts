import { DEMO_DEVICES, DEMO_SOURCE, DEMO_STATIONS } from '#adapters/sensors/simulate/demo_devices'
import { DEMO_GROUPINGS, DEMO_RULES } from '#adapters/sensors/simulate/demo_rules'
import type { WebServices } from '#adapters/web/server/web_services'

/** Who has made them: the duty chief of the demo county's command centre. */
const BY = 'center_chief'

/** Devices, platforms and rules of the demo county. No platform has a secret: who wants to send gives it one, as `npm run simulate` does. */
export async function loadDemoSensors({ devices, alarms, clock }: Pick<WebServices, 'devices' | 'alarms' | 'clock'>): Promise<void> {
  const nowMs = clock()
  const platform = { enabled: true, secretHash: null, secretAtMs: null, changedAtMs: nowMs, changedBy: BY }
  await devices.store.putPlatform({ ...platform, source: DEMO_SOURCE, name: '示例物联平台', owner: 'command_center' })
  await devices.store.putPlatform({ ...platform, source: DEMO_STATIONS, name: '环境自动站（HJ 212）', owner: 'ecology' })
  await devices.store.put(DEMO_DEVICES.map((device) => ({ device })), BY, nowMs)
  const made = { basedOn: 'new', atMs: nowMs, changedBy: BY } as const
  for (const rule of DEMO_RULES) await alarms.rules.change({ ...made, of: 'rule', id: rule.id, rule })
  for (const rule of DEMO_GROUPINGS) await alarms.rules.change({ ...made, of: 'grouping', id: rule.id, rule })
  await devices.book.refresh()
}
