export default async function run() {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return "late but well";
}
