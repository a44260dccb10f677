import type { TargetKind } from '#processes/foundation/deliveries/target'
import { unitCodeProblems } from '../mapping/shared_codes.js'
import { platformTarget } from '../platform_target.js'
import { GOOD_REVIEW_V1 } from './mapping_v1/platform.js'

/** 国家好差评: takes what is signed with SM2 alone. */
export const goodReview: TargetKind = platformTarget({
  kind: 'good_review', name: '国家“好差评”', versions: { v1: GOOD_REVIEW_V1 }, currentMapping: 'v1',
  check: (settings) => [
    ...(settings.algorithm === 'SM2' ? [] : [{ path: 'algorithm', message: '“好差评”只收 SM2 签名的报文，请选择 SM2。' }]),
    ...unitCodeProblems(settings),
  ],
})
