// The example project is one page of the server, bundled as text.
declare module "*.md" {
  const text: string;
  export default text;
}
