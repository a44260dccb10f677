import type { TargetKind } from '#processes/foundation/deliveries/target'
import { platformTarget } from '../platform_target.js'
import { HOTLINE_V1, MASS_WORK_V1 } from './mapping_v1/platform.js'

/** 12345 热线: answers to its tickets. Set its `channels` to `hotline`. */
export const hotline: TargetKind = platformTarget({ kind: 'hotline', name: '12345 热线平台', versions: { v1: HOTLINE_V1 }, currentMapping: 'v1' })

/** 网上群众工作部: answers to its tickets. Set its `channels` to `petition`. */
export const massWork: TargetKind = platformTarget({ kind: 'mass_work', name: '网上群众工作部', versions: { v1: MASS_WORK_V1 }, currentMapping: 'v1' })
