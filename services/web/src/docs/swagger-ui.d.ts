/** The little that is used of Swagger UI, which comes without types. */
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  interface SwaggerUI {
    preauthorizeApiKey(scheme: string, key: string): void;
  }
  interface Build {
    (settings: Record<string, unknown>): SwaggerUI;
    presets: { apis: unknown };
    plugins: { DownloadUrl: unknown };
  }
  const build: Build;
  export default build;
}
