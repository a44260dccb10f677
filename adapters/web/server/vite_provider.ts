import ViteProvider from '@adonisjs/vite/vite_provider'

/** The framework's provider, with the Vite development server only when asked for and with our own configuration file. */
export default class PagesViteProvider extends ViteProvider {
  override async start(): Promise<void> {
    if (!process.env['DEV_MODE']) return
    const vite = await this.app.container.make('vite')
    await vite.createDevServer({ configFile: this.app.makePath('adapters/web/vite.config.ts') })
  }
}
