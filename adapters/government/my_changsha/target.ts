import type { TargetKind } from '#processes/foundation/deliveries/target'
import { platformTarget } from '../platform_target.js'
import { MY_CHANGSHA_V1 } from './mapping_v1/platform.js'

/** “我的长沙”: progress notices for applicants. */
export const myChangsha: TargetKind = platformTarget({ kind: 'my_changsha', name: '我的长沙', versions: { v1: MY_CHANGSHA_V1 }, currentMapping: 'v1' })
