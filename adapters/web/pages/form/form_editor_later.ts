import { defineAsyncComponent, defineComponent, h } from 'vue'
import ProblemBox from '../shared/ProblemBox.vue'
import { t } from '../words/translate.js'

const waiting = defineComponent({ inheritAttrs: false, render: () => h('p', { class: 'soft', 'aria-busy': 'true' }, t('wait.loading')) })
const lost = defineComponent({ inheritAttrs: false, render: () => h(ProblemBox, { sentence: t('problem.connection') }) })

/** The form editor, loaded when it is first shown. Until then its place says that it is coming, or that the server is away. */
export const FormEditor = defineAsyncComponent({ loader: () => import('./FormEditor.vue'), loadingComponent: waiting, errorComponent: lost, delay: 0 })
