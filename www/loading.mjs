// Says so when the program of the page does not load. It says nothing while all goes well.
export default function loading() {
  return {
    onFailure(why) {
      document.documentElement.dataset.state = 'failed';
      console.error('The page did not load:', why);
    },
  };
}
