/** What a test loads of the model in one piece: bundled it runs several times as fast as in a test runner's module loader. */
export { explore } from "./explore.ts";
export { tellStory } from "./story/story.ts";
