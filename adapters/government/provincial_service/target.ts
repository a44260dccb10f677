import type { TargetKind } from '#processes/foundation/deliveries/target'
import { unitCodeProblems } from '../mapping/shared_codes.js'
import { platformTarget } from '../platform_target.js'
import { PROVINCE_V1 } from './mapping_v1/platform.js'
import { PROVINCE_V2 } from './mapping_v2/platform.js'

/** 省一体化政务服务平台. */
export const provincialService: TargetKind = platformTarget({
  kind: 'provincial_service', name: '省一体化政务服务平台', versions: { v1: PROVINCE_V1, v2: PROVINCE_V2 }, currentMapping: 'v2', check: unitCodeProblems,
})
