import { createInertiaApp, router } from '@inertiajs/vue3'
import { createApp, h, type DefineComponent } from 'vue'
import { restoreAppearance } from './frame/appearance.js'
import { pageByName } from './page_by_name.js'
import { adoptSharedProps } from './session/session.js'
import './styles/tokens.css'
import './styles/base.css'
import './styles/element.css'

await restoreAppearance()
router.on('navigate', (event) => adoptSharedProps(event.detail.page.props))

await createInertiaApp({
  // The answer of the page's own requests is what takes time; Inertia's bar would only flash.
  progress: false,
  resolve: async (name) => (await pageByName(name)) as DefineComponent,
  setup({ el, App, props, plugin }) {
    adoptSharedProps(props.initialPage.props)
    createApp({ render: () => h(App, props) }).use(plugin).mount(el)
  },
})
