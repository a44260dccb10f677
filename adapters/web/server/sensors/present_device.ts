import type { DeviceSummary, DeviceValues } from '#adapters/web/contract/devices'
import type { Device } from '#processes/foundation/alarms/device'
import { deviceKindName } from '#processes/foundation/alarms/device_kinds'
import type { StoredDevice } from '#processes/foundation/alarms/device_store'
import { instant, instantOrNull } from '../presentation/instants.js'
import { personReference } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'

type Services = Pick<WebServices, 'organisation'>

export const unitReference = ({ organisation }: Services, id: string): { id: string; name: string } => {
  const unit = organisation.directory().department(id)
  return { id, name: unit?.shortName ?? id }
}

export function presentDevice(services: Services, row: StoredDevice, heardAtMs: number | undefined, mayManage: boolean): DeviceSummary {
  const { secretHash, secretAtMs, changedAtMs, changedBy, offlineAfterMs, town, owner, ...rest } = row
  return {
    ...rest, kindName: deviceKindName(row.kind), town: unitReference(services, town), owner: unitReference(services, owner),
    offlineAfterSeconds: offlineAfterMs === null ? null : Math.round(offlineAfterMs / 1000),
    secretAt: secretHash === null ? null : instantOrNull(secretAtMs), changedAt: instant(changedAtMs), changedByName: personReference(services.organisation, changedBy).name,
    heardAt: instantOrNull(heardAtMs ?? null), mayManage,
  }
}

/** The device that a form describes. */
export const deviceOf = (source: string, deviceId: string, { offlineAfterSeconds, ...values }: DeviceValues): Device => ({
  ...values, source, deviceId, offlineAfterMs: offlineAfterSeconds === null ? null : offlineAfterSeconds * 1000,
})
