/** One about_ topic; its text is shown as it stands, so lines stay under 76 characters. */
export interface AboutTopic {
  readonly name: string;
  readonly synopsis: string;
  readonly text: string;
}
